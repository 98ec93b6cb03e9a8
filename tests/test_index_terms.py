"""The short way to a sentence's terms gives what the long one gives."""

from hypothesis import given
from hypothesis import strategies as st

from service.english import tokens as terms

texts = st.lists(
    st.sampled_from(
        [
            "The",
            "U.S.",
            "well",
            "-",
            "/",
            " ",
            "o'clock",
            "300,000",
            "Ünï",
            "_",
            "e.g.",
            "ships",
            "–",
            "’s",
            "C",
            "#",
            "++",
        ]
    )
    | st.sampled_from(
        [".", "NET", "Art", "§", "12", "(2)", "&", "T", "\n", "plan A", "Type I", "@", "5km", "v2.1", "E 7"]
    )
    | st.text(max_size=3)
).map("".join)


@given(texts)
def test_terms_do_not_depend_on_the_way(text):
    assert terms.extract_terms(text) == terms._list_terms(text)
