"""Invented data: the value of every field follows from a hash of the seed and its path."""

from graphql import (
    GraphQLError,
    get_nullable_type,
    is_abstract_type,
    is_enum_type,
    is_list_type,
    is_object_type,
)


def fnv1a(text):
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


class Invented:
    def __init__(self, schema, seed):
        self.schema = schema
        self.seed = seed

    def resolve(self, _source, info, **_arguments):
        path = "/".join(str(key) for key in info.path.as_list())
        value = fnv1a(f"{self.seed}|{info.parent_type.name}.{info.field_name}|{path}")
        if 4 <= value % 100 < 8:
            raise GraphQLError(f"boom {value}")
        return self.value(info.return_type, value, path)

    def resolve_type(self, value, *_):
        return value["__typename"]

    def value(self, type_, value, path):
        type_ = get_nullable_type(type_)
        if value % 100 < 4:
            return None
        if is_list_type(type_):
            items = (f"{path}/{index}" for index in range((value >> 8) % 4))
            return [
                self.value(type_.of_type, fnv1a(f"{self.seed}|item|{item}"), item)
                for item in items
            ]
        if is_enum_type(type_):
            names = sorted(type_.values)
            return names[value % len(names)]
        if is_object_type(type_):
            return {"__typename": type_.name}
        if is_abstract_type(type_):
            names = sorted(t.name for t in self.schema.get_possible_types(type_))
            return {"__typename": names[value % len(names)]}
        match type_.name:
            case "Int":
                return value % 2000 - 1000
            case "Float":
                return (value % 2000) / 4
            case "Boolean":
                return value % 2 == 1
        return f"s{value}"
