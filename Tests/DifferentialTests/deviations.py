"""What may differ between the answers of two engines, and why."""

import copy
import json
import re


def normalised(answer):
    """The answer with what the two languages spell differently made equal."""
    answer = dict(answer)
    if "errors" in answer:
        answer["errors"] = in_order(
            {**error, "message": spelled(error["message"])} for error in answer["errors"])
    return answer


def in_utf16(answer, text):
    """The answer with columns that count UTF-16 units, as JavaScript's and ours do."""
    lines = re.split(r"\r\n|[\r\n]", text)
    for error in answer.get("errors", []):
        for place in error.get("locations", []):
            before = lines[place["line"] - 1][:place["column"] - 1]
            place["column"] += sum(character > "\uffff" for character in before)
    return answer


def in_order(errors):
    return sorted(errors, key=lambda error: json.dumps(error, sort_keys=True))


def spelled(message):
    message = message.replace("'", '"')
    for python, javascript in [("None", "null"), ("True", "true"), ("False", "false")]:
        message = re.sub(rf"\b{python}\b", javascript, message)
    # The names of directive locations.
    return re.sub(
        r"(?<= may not be used on )[a-z ]+(?=\.$)",
        lambda match: match[0].upper().replace(" ", "_"), message)


class Deviations:
    """The differences listed in a file.

    Each says how the reference's answer becomes ours: by `becomes` in place of what matches
    `message`, by our value of what it `takes` in errors that match it, or without the items that
    `absent` shows. `cut` is the mark that stands in our messages for the middle of theirs. Errors
    of ours that match `added` are not theirs; with no other error, they have a result where we
    have none. Where they `raised` an error of Python, ours is taken.
    """

    def __init__(self, path):
        self.listed = json.loads(path.read_text())

    def explain(self, operation, expected, actual):
        """The reasons that together explain a difference; none if something is left."""
        reasons = []
        for deviation in self.listed:
            if operation not in deviation["ops"]:
                continue
            changed = change(deviation, copy.deepcopy(expected), actual)
            if changed != expected:
                reasons.append(deviation["reason"])
                expected = changed
        return reasons if expected == actual else []


def change(deviation, expected, actual):
    if "absent" in deviation:
        return without(deviation["absent"], expected)
    if "raised" in deviation:
        fails = re.search(deviation["raised"], expected.get("raised", ""))
        return actual if fails else expected
    ours = actual.get("errors", [])
    if "added" in deviation:
        return with_added(deviation["added"], expected, ours)
    for error in expected.get("errors", []):
        if "cut" in deviation:
            error["message"] = as_cut(error["message"], deviation["cut"], ours)
        elif not re.search(deviation["message"], error["message"]):
            continue
        elif "becomes" in deviation:
            error["message"] = re.sub(
                deviation["message"], deviation["becomes"], error["message"])
        elif deviation["takes"] not in error:
            same = [other for other in ours if other["message"] == error["message"]]
            if same and deviation["takes"] in same[0]:
                error[deviation["takes"]] = same[0][deviation["takes"]]
    if "errors" in expected:
        expected["errors"] = in_order(expected["errors"])
    return expected


def without(item, value):
    """A JSON value without the list items that have all members of `item`."""
    if isinstance(value, list):
        return [
            without(item, part) for part in value
            if not (isinstance(part, dict) and item.items() <= part.items())]
    if isinstance(value, dict):
        return {key: without(item, part) for key, part in value.items()}
    return value


def with_added(message, expected, ours):
    added = [error for error in ours if re.search(message, error["message"])]
    if len(added) == len(ours) and "errors" not in expected:
        return {"errors": added} if added else expected
    if added:
        expected["errors"] = in_order(expected.get("errors", []) + added)
    return expected


def as_cut(message, mark, ours):
    """The message of ours that is this one with something cut, or else the message."""
    for other in ours:
        head, found, tail = other["message"].partition(mark)
        if found and message.startswith(head) and message.endswith(tail):
            return other["message"]
    return message
