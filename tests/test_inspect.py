"""`quoth inspect`: what is read of a file, or why it is not."""

from click.testing import CliRunner
from formats_corpus import PAGE, pdf_of, typeset

from service.commands.main import main
from service.documents import file_kinds as kinds


def inspect(*arguments):
    done = CliRunner().invoke(main, ["inspect", *map(str, arguments)])
    return done.exit_code, done.output


def test_a_page_is_shown_as_it_is_read(tmp_path):
    (tmp_path / "a.html").write_text(PAGE)
    code, said = inspect(tmp_path / "a.html")
    assert code == 0
    for line in (
        "read as    html, utf-8",
        "title      Harbour opens",
        "publisher  The Herald",
        "published  2020-05-13",
        "0-15 heading",
        "    0-15 # Harbour opens",
    ):
        assert f"{line}\n" in said


def test_the_pages_of_a_pdf_are_shown(tmp_path):
    (tmp_path / "a.pdf").write_bytes(
        pdf_of([typeset(["Harbour opened in 1901."]), [], typeset(["It closed in 1955."])])
    )
    said = inspect(tmp_path / "a.pdf")[1]
    assert "pages      3\n" in said and "25-43 prose, page 3\n    25-43 It closed in 1955.\n" in said
    assert "warning    No text was found on 1 of its pages (2)" in said


def test_the_text_alone_is_the_canonical_text(tmp_path):
    (tmp_path / "a.txt").write_text("One.  Two.\n")
    assert inspect("--text", tmp_path / "a.txt") == (0, "One.  Two.\n")


def test_speakers_of_a_transcript_are_named(tmp_path):
    turns = ["ANN ROE: The harbour is open.", "BEN COLE: Since when?", "ANN ROE: Since May.", "BEN COLE: I see."]
    (tmp_path / "a.txt").write_text("\n\n".join(turns))
    said = inspect(tmp_path / "a.txt")[1].lower()
    assert "speakers   ann roe, ben cole" in said


def test_a_file_that_is_not_read_says_why(tmp_path):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    code, said = inspect(tmp_path / "a.png")
    assert code == 2 and kinds.PICTURES in said
    assert inspect(tmp_path / "nothing")[0] == 2


def test_no_document_commands_the_terminal(tmp_path):
    (tmp_path / "a.txt").write_text(
        "A \x1b[31mred\x1b[0m harbour in a text that is long enough to be one, as texts are here."
    )
    assert "\x1b" not in inspect(tmp_path / "a.txt")[1]


def test_the_parts_of_a_file_are_listed_and_one_is_shown(tmp_path):
    rows = "".join(f'{n},"The pier number {n} of the harbour was built then."\n' for n in range(3))
    (tmp_path / "a.csv").write_text(f"headline,body\n{rows}x\n")
    said = inspect(tmp_path / "a.csv")[1]
    assert said.startswith("a.csv holds 3 documents.\n  2: 0 (csv, 48 characters)\n")
    assert "Not read:\n  a.csv/5: It holds no text in 'body'.\n" in said
    assert "The pier number 2" in inspect(tmp_path / "a.csv", "4")[1]
    assert inspect(tmp_path / "a.csv", "4", "--text")[1] == "The pier number 2 of the harbour was built then."
    assert inspect(tmp_path / "a.csv", "9") == (2, "Error: a.csv has no part '9'; without it, all are listed.\n")
    assert inspect(tmp_path / "a.csv", "5") == (2, "Error: a.csv/5: It holds no text in 'body'.\n")
    assert "read as    text" in inspect(tmp_path / "a.csv", "--fields", "off")[1]
    code, said = inspect(tmp_path / "a.csv", "--fields", "prose=body")
    assert code == 2 and "fields is 'prose=body'; expected columns" in said


def test_the_encoding_is_the_one_that_is_named(tmp_path):
    (tmp_path / "a.txt").write_bytes("Žluťoučký kůň".encode("cp1250"))
    assert "Žluťoučký kůň" in inspect(tmp_path / "a.txt", "--encoding", "windows-1250")[1]
    assert inspect(tmp_path / "a.txt", "--encoding", "rot13")[0] == 2
