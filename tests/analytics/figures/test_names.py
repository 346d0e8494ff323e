from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from analytics.figures.names import month_ticks, short_names, wrapped


def test_the_ending_that_most_share_is_left_out() -> None:
    names = ["Zetou Town Service Centre", "Gejia Town Service Centre", "Huanshan Subdistrict Service Centre", "Daoji Community"]
    assert short_names(names, list("abcd")) == ["Zetou Town", "Gejia Town", "Huanshan Subdistrict", "Daoji Community"]


def test_a_chinese_ending_begins_anywhere() -> None:
    names = ["泽头镇社会保障服务中心", "葛家镇社会保障服务中心", "环山路街道社会保障服务中心", "岛集社区"]
    assert short_names(names, list("abcd")) == ["泽头镇", "葛家镇", "环山路街道", "岛集社区"]


def test_few_names_keep_their_endings() -> None:
    assert short_names(["Zetou Town Hall", "Gejia Town Hall"], ["a", "b"]) == ["Zetou Town Hall", "Gejia Town Hall"]


def test_two_alike_get_their_ids() -> None:
    assert short_names(["Hall", "Hall", "Other"], ["a", "b", "c"]) == ["Hall (a)", "Hall (b)", "Other"]


@given(st.lists(st.text("ab c", min_size=1, max_size=12), max_size=8))
def test_no_two_names_on_an_axis_are_alike(names: list[str]) -> None:
    short = short_names(names, [f"h{place}" for place in range(len(names))])
    assert len(set(short)) == len(names)
    assert all(short)


def test_markup_in_a_name_is_text() -> None:
    assert wrapped("<b>x</b> & <img onerror=alert(1)>", 80) == "&lt;b&gt;x&lt;/b&gt; &amp; &lt;img onerror=alert(1)&gt;"


def test_long_names_are_broken_between_words() -> None:
    assert wrapped("Bukou Port Administrative Committee", 20) == "Bukou Port<br>Administrative<br>Committee"


def test_a_long_chinese_name_is_broken_after_any_letter() -> None:
    name = "文登区工伤认定与劳动能力鉴定办公室"
    assert wrapped(name, 20) == "文登区工伤认定与劳<br>动能力鉴定办公室", "in lines of about one length"
    assert wrapped(name, 12, 2) == "文登区工伤认<br>定与劳动能力…"
    assert wrapped("调查取证 Investigation", 8) == "调查取证<br>Investigation", "no word is broken"


@given(st.text("ab 文登区", max_size=40), st.integers(4, 20))
def test_wrapping_loses_nothing(name: str, letters: int) -> None:
    lines = wrapped(name, letters).split("<br>")
    assert "".join(lines).replace(" ", "").replace("-", "") == name.replace(" ", "")
    assert all(sum(2 if letter > "b" else 1 for letter in line) <= letters for line in lines if not set(line) & set("ab"))


def test_every_year_is_named_at_the_first_month_of_it_that_is_shown() -> None:
    months = [date(2024 + (10 + n) // 12, (10 + n) % 12 + 1, 1) for n in range(25)]
    assert month_ticks(months, 3) == ["2024-11", "2025-02", "05", "08", "11", "2026-02", "05", "08", "11"]
    assert month_ticks(months[:3], 1) == ["2024-11", "12", "2025-01"]
    assert month_ticks([], 1) == []


def test_a_word_far_longer_than_a_line_is_broken_and_one_that_is_little_longer_is_not() -> None:
    assert wrapped("W" * 60, 14, 3).split("<br>") == [f"{'W' * 12}-", f"{'W' * 12}-", f"{'W' * 12}…"]
    assert wrapped("Telecommunications", 14, 3) == "Telecommunications"


@given(st.text("aWé ", max_size=60), st.integers(4, 20))
def test_where_every_long_word_is_broken_no_line_is_longer_than_it_may_be(name: str, letters: int) -> None:
    lines = wrapped(name, letters, endless=1).split("<br>")
    assert all(len(line) <= letters for line in lines)
    assert "".join(lines).replace(" ", "").replace("-", "") == name.replace(" ", "")
