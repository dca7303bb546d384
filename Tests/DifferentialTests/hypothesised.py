"""Valid executable documents by hypothesis-graphql, the same for the same seed."""

import pathlib
import tempfile

from graphql import build_schema, is_scalar_type, is_specified_scalar_type
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis_graphql import from_schema, nodes

# It keeps tables there, and would else do so in the folder it is run in.
set_hypothesis_home_dir(pathlib.Path(tempfile.gettempdir()) / "hypothesis")


def hypothesised(sdl, count, number):
    """Documents for a schema. Values of custom scalars are strings or numbers."""
    literals = st.one_of(
        st.text(max_size=8).map(nodes.String), st.integers().map(nodes.Int),
        st.booleans().map(nodes.Boolean))
    scalars = {
        type_.name: literals for type_ in build_schema(sdl).type_map.values()
        if is_scalar_type(type_) and not is_specified_scalar_type(type_)
    }
    documents = []

    @seed(number)
    @settings(
        max_examples=count, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck))
    @given(from_schema(sdl, custom_scalars=scalars))
    def collect(document):
        documents.append(document)

    collect()
    return documents
