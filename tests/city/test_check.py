"""Each thing that can be wrong with a city file: named once, in its line, at its place; and nothing else is."""

import os
from pathlib import Path

import pytest

from queue_server.city import file as city_file
from queue_server.city.check import Finding, check_city
from queue_server.city.errors import CityFileErrors
from queue_server.city.file import load_city
from queue_server.core.setup import DEFAULT_RATES, CounterSetup
from tests.city.paths import EXAMPLE, WEIHAI

TEXT = EXAMPLE.read_text(encoding="utf-8")


def findings(folder: Path, *edits: tuple[str, str]) -> list[Finding]:
    """Check the example after replacing the first occurrence of each `old` by `new`."""
    text = TEXT
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    file = folder / "city.toml"
    file.write_text(text, encoding="utf-8")
    found = check_city(file)
    if found:
        with pytest.raises(CityFileErrors):
            load_city(file)
    else:
        load_city(file)
    return found


def test_our_own_files_are_right() -> None:
    assert check_city(EXAMPLE) == []
    assert check_city(WEIHAI) == []


def test_the_example_is_what_its_text_says() -> None:
    city = load_city(EXAMPLE)
    hall, village = city.halls
    assert (hall.id, hall.name.zh, hall.level, hall.district) == ("dong", "东区政务服务大厅", "district", "dong")
    assert hall.counters == (
        CounterSetup(counter=1),
        CounterSetup(counter=2),
        CounterSetup(counter=3, takes=("medical", "maternity")),
    )
    assert hall.hours is not None
    assert list(hall.hours) == ["mon", "tue", "wed", "thu", "fri", "sat"]
    assert hall.intake_cutoff_min == village.intake_cutoff_min == 10
    assert village.hours is not None
    assert list(village.hours) == ["tue", "thu"]
    assert village.rates == {**DEFAULT_RATES, "elder": 3.0}
    assert hall.rates == DEFAULT_RATES
    assert village.one_person
    assert not hall.one_person
    assert village.town == "999001102"
    assert [service.code for service in city.services if village.offers_service(service)] == ["G001"]
    assert {login.username: [(at.role, at.scope) for at in login.roles] for login in city.staff} == {
        "zhou.min": [("teller", "hall:dong")],
        "hao.qing": [("manager", "hall:dong"), ("teller", "hall:dong")],
        "kiosk-dong-1": [("kiosk", "hall:dong")],
        "ge.lan": [("teller", "hall:liucun")],
        "fan.yu": [("official", "district:dong")],
    }
    assert all(login.password is None for login in city.staff)
    assert not city.demo
    assert city.public_url == "https://halls.example.org"


WRONG = [
    # (what is replaced, by what, the text in the finding's line, its place, words of its message)
    # -- keys
    ('public_url = ', 'publicurl = ', "publicurl", "city.publicurl", "did you mean `public_url`?"),
    ("[defaults]", "[default]", "[default]", "default", "did you mean `defaults`?"),
    ("one_person = true", "one_persson = true", "one_persson", "halls[1].one_persson", "did you mean `one_person`?"),
    ("{ counter = 2 }", "{ counter = 2, group = 1 }", "counter = 2", "halls[0].counters[1].group", "is no key"),
    ("{ counter = 2 }", "{ number = 2, counter = 2 }", "number = 2", "halls[0].counters[1].number", "is no key"),
    ('name = "范宇"\n', "", '[[staff]]', "staff[0]", "`name` is missing"),
    ('level = "village"\n', "", "+[[halls]]", "halls[1]", "`level` is missing"),
    ('code = "M001"\n', "", "+[[services]]", "services[1]", "`code` is missing"),
    ("{ counter = 2 }", "{ takes = ['general'] }", "takes = ['general']", "halls[0].counters[1]", "`counter` is missing"),
    # -- types
    ("target_s = 900", "target_s = '900'", "target_s", "defaults.target_s", "not the text '900'"),
    ("target_s = 900", "target_s = 90.5", "target_s", "defaults.target_s", "a whole number"),
    ("target_s = 900", "target_s = true", "target_s", "defaults.target_s", "not true or false"),
    ("target_s = 900", "target_s = 0", "target_s", "defaults.target_s", "not within 1 to 86400"),
    ("target_s = 900", f"target_s = {'9' * 4000}", "target_s", "defaults.target_s", "a number that large"),
    ("target_s = 900", "target_s = 2026-01-01", "target_s", "defaults.target_s", "not a date or time"),
    ("one_person = true", "one_person = 1", "one_person", "halls[1].one_person", "true or false, not a number"),
    ("counters = 1", "counters = 'one'", "counters = 'one'", "halls[1].counters", "the number of unified counters"),
    ("counters = 1", "counters = 0", "counters = 0", "halls[1].counters", "not within 1 to 200"),
    ("counters = 1", "counters = []", "counters = []", "halls[1].counters", "is empty"),
    ("counters = 1", "counters = [1]", "counters = [1]", "halls[1].counters[0]", "a table, not a number"),
    ('[[halls]]\nid = "dong"', '[[halls]]\nid = 7', "id = 7", "halls[0].id", "has to be text, not a number"),
    # -- texts
    ('name = { zh = "示例市", en = "Sample City" }', 'name = "Sample City"', "Sample City", "city.name", "both languages"),
    ('name = { zh = "示例市", en = "Sample City" }', 'name = { zh = "示例市" }', "示例市", "city.name", "`en` is missing"),
    ('name = { zh = "示例市", en = "Sample City" }', 'name = { zh = "示例市", en = "" }', "示例市", "city.name.en", "is empty"),
    ('en = "Liucun Village Service Point"', 'en = "  "', 'en = "  "', "halls[1].name.en", "is empty"),
    ('en = "Liucun Village Service Point"', 'en = "Liucun "', 'en = "Liucun "', "halls[1].name.en", "spaces"),
    ('en = "Liucun Village Service Point"', 'en = "Liu\\u0000cun"', "Liu", "halls[1].name.en", "invisible"),
    ('en = "Liucun Village Service Point"', 'en = "Liu\\u202Ecun"', "Liu", "halls[1].name.en", "invisible"),
    ('en = "Liucun Village Service Point"', 'en = "Liu\\u3164cun"', "Liu", "halls[1].name.en", "invisible"),
    ('en = "Liucun Village Service Point"', f'en = "{"x" * 501}"', "xxx", "halls[1].name.en", "501 characters"),
    ('zh = "示例城市，全部为虚构", en', 'zh = "示例城市，全部为虚构", eng', "eng =", "city.assumptions[0].eng", "did you mean `en`?"),
    # -- city
    ("https://halls.example.org", "halls.example.org", "public_url", "city.public_url", "no public address"),
    ("https://halls.example.org", "https://[", "public_url", "city.public_url", "no public address"),
    ("https://halls.example.org", "https://a:70000/", "public_url", "city.public_url", "no public address"),
    ("https://halls.example.org", "javascript:alert(1)", "public_url", "city.public_url", "no public address"),
    # -- districts
    ('code = "999001"', "code = 999001", "code = 999001", "districts[0].code", "has to be text"),
    ('level = "district"\ndistrict = "dong"', 'level = "district"\ndistrict = "xi"', 'district = "xi"', "halls[0].district", "no district 'xi'"),
    # -- halls
    ('[[halls]]\nid = "dong"', '[[halls]]\nid = "dong.1"', "dong.1", "halls[0].id", "is not an id"),
    ('[[halls]]\nid = "liucun"', '[[halls]]\nid = "dong"', '+id = "dong"', "halls[1].id", "hall 'dong' stands in line"),
    ('level = "village"', 'level = "vilage"', "vilage", "halls[1].level", "did you mean 'village'?"),
    ("{ counter = 2 }", "{ counter = 1 }", "+{ counter = 1 }", "halls[0].counters[1].counter", "counter 1 stands in line"),
    ("{ counter = 2 }", "{ counter = 1000 }", "counter = 1000", "halls[0].counters[1].counter", "not within 1 to 999"),
    ('"medical", "maternity"]', '"medical", "maternitty"]', "maternitty", "halls[0].counters[2].takes[1]", "did you mean 'maternity'?"),
    ('"medical", "maternity"]', '"medical", "medical"]', '"medical", "medical"', "halls[0].counters[2].takes[1]", "group 'medical' stands"),
    ('takes = ["medical", "maternity"]', "takes = []", "takes = []", "halls[0].counters[2].takes", "leaves `takes` out"),
    ('takes = ["medical", "maternity"]', 'takes = "medical"', 'takes = "medical"', "halls[0].counters[2].takes", "an array"),
    ('takes = ["medical", "maternity"]', 'takes = [\n  "medical",\n  "maternal",\n]', '"maternal"', "halls[0].counters[2].takes[1]", "no group"),
    ('tz = "Asia/Shanghai"', 'tz = "Asia/Weihai"', "Asia/Weihai", "defaults.tz", "no time zone"),
    ('tz = "Asia/Shanghai"', 'tz = "Asia"', 'tz = "Asia"', "defaults.tz", "no time zone"),
    ('tz = "Asia/Shanghai"', 'tz = "../etc/passwd"', "passwd", "defaults.tz", "no time zone"),
    ('"2027-01-01"', '"2027-02-29"', "2027-02-29", "defaults.closed_dates[0]", "no date"),
    ('"2027-01-01"', '"01.01.2027"', "01.01.2027", "defaults.closed_dates[0]", "YYYY-MM-DD"),
    ('"2027-01-01"', "2027-01-01T00:00:00", "2027-01-01T", "defaults.closed_dates[0]", "YYYY-MM-DD"),
    ('"2027-01-01"', "2027-10-01", "closed_dates", "defaults.closed_dates[1]", "date '2027-10-01' stands in line"),
    ("intake_cutoff_min = 10", "intake_cutoff_min = 180", "intake_cutoff", "defaults.intake_cutoff_min", "none is left"),
    ("tue = [\"09:00-11:30\"]", "tue = [\"09:00-09:10\"]", "tue =", "halls[1].hours", "none is left"),
    ("target_s = 900", 'target_s = 900\npolicy = "fifo"', "fifo", "defaults.policy", "is no policy"),
    ("rates = { elder = 3 }", "rates = { elder = 0 }", "elder = 0", "halls[1].rates.elder", "not above 0"),
    ("rates = { elder = 3 }", "rates = { elder = -1.5 }", "elder = -1.5", "halls[1].rates.elder", "not above 0"),
    ("rates = { elder = 3 }", "rates = { elder = inf }", "elder = inf", "halls[1].rates.elder", "at most 1000"),
    ("rates = { elder = 3 }", "rates = { elder = nan }", "elder = nan", "halls[1].rates.elder", "at most 1000"),
    ("rates = { elder = 3 }", "rates = { eldest = 3 }", "eldest", "halls[1].rates.eldest", "did you mean `elder`?"),
    ("rates = { elder = 3 }", 'series = { elder = "p" }', "series", "halls[1].series.elder", "one capital letter"),
    ('offers = "town"', 'offers = "some"', 'offers = "some"', "halls[1].offers", 'neither "all" nor "town"'),
    ('offers = "town"', "offers = true", "offers = true", "halls[1].offers", "an array of codes"),
    ('offers = "town"', 'offers = ["G001", "G002"]', "G002", "halls[1].offers[1]", "no service 'G002'"),
    ('offers = "town"', 'offers = ["G001", "G001"]', "offers =", "halls[1].offers[1]", "service 'G001' stands"),
    ('offers = "town"', "offers = []", "offers = []", "halls[1].offers", "is empty"),
    ("target_s = 900", "target_s = 900\nreturn_limit = -1", "return_limit", "defaults.return_limit", "not within"),
    ("target_s = 900", "target_s = 900\nno_show_s = -1", "no_show_s", "defaults.no_show_s", "not within"),
    ("counters = 1", f"counters = [{', '.join(f'{{ counter = {at} }}' for at in range(1, 202))}]", "counter = 201", "halls[1].counters", "200 are the most"),
    ('tz = "Asia/Shanghai"', 'tz = ""', 'tz = ""', "defaults.tz", "is empty"),
    ('"https://halls.example.org"', "8000", "public_url = 8000", "city.public_url", "has to be text"),
    ('"official@district:dong"', "7", "roles = [7]", "staff[0].roles[0]", "has to be text"),
    # -- hours
    ('"08:30-12:00"', "830", "830", "defaults.hours.mon-fri[0]", "has to be text"),
    ("mon-fri =", "mo-fri =", "mo-fri", "defaults.hours.mo-fri", "no weekday"),
    ("mon-fri =", "fri-mon =", "fri-mon", "defaults.hours.fri-mon", "no weekday"),
    ("mon-fri =", "mon-sat =", "mon-sat", "defaults.hours.sat", "sat has its hours by 'mon-sat' already"),
    ('"08:30-12:00"', '"8:30-12:00"', "8:30-12:00", "defaults.hours.mon-fri[0]", "no session"),
    ('"08:30-12:00"', '"08:30-12:60"', "08:30-12:60", "defaults.hours.mon-fri[0]", "no session"),
    ('"08:30-12:00"', '"08:30-24:01"', "08:30-24:01", "defaults.hours.mon-fri[0]", "no session"),
    ('"08:30-12:00"', '"０８:30-12:00"', "0-12:00", "defaults.hours.mon-fri[0]", "no session"),
    ('"08:30-12:00"', '"12:00-08:30"', "12:00-08:30", "defaults.hours.mon-fri[0]", "closes before it opens"),
    ('"08:30-12:00"', '"08:30-13:31"', "08:30-13:31", "defaults.hours.mon-fri[1]", "(08:30-13:31)"),
    ('"08:30-12:00"', '"14:00-16:00"', "14:00-16:00", "defaults.hours.mon-fri[1]", "begins before"),
    ('sat = ["09:00-12:00"]', 'sat = "09:00-12:00"', "sat =", "defaults.hours.sat", "an array"),
    ('hours = { tue', 'hours = [] #', "hours = []", "halls[1].hours", "has to be a table"),
    # -- staff
    ('username = "ge.lan"', 'username = "zhou.min"', '+username = "zhou.min"', "halls[1].staff[0].username", "stands in line"),
    ('username = "fan.yu"', 'username = "ge.lan"', '+username = "ge.lan"', "staff[0].username", "login 'ge.lan' stands in line"),
    ('username = "ge.lan"', 'username = "Ge Lan"', "Ge Lan", "halls[1].staff[0].username", "is not a login"),
    ('username = "ge.lan"', 'username = "system"', '"system"', "halls[1].staff[0].username", "without a login"),
    ('name = "葛兰", roles = ["teller"]', 'name = "葛兰", roles = ["clerk"]', "clerk", "halls[1].staff[0].roles[0]", "is no role"),
    ('name = "葛兰", roles = ["teller"]', 'name = "葛兰", roles = []', "ge.lan", "halls[1].staff[0].roles", "is empty"),
    ('"official@district:dong"', '"official@district:xi"', "district:xi", "staff[0].roles[0]", "no district 'xi'"),
    ('"official@district:dong"', '"teller@hall:xi"', "hall:xi", "staff[0].roles[0]", "no hall 'xi'"),
    ('"official@district:dong"', '"official@town:dong"', "town:dong", "staff[0].roles[0]", "no place"),
    ('"official@district:dong"', '"official@"', '"official@"', "staff[0].roles[0]", "no place"),
    ('"official@district:dong"', '"official"', '"official"', "staff[0].roles[0]", "say where it holds"),
    ('"official@district:dong"', '"official@hall:dong"', "official@hall", "staff[0].roles[0]", "not given for a hall"),
    ('"official@district:dong"', '"admin@district:dong"', "admin@district", "staff[0].roles[0]", "but for a city"),
    ('"official@district:dong"', '"kiosk@city"', "kiosk@city", "staff[0].roles[0]", "but for a hall"),
    ('name = "范宇"', 'name = "范宇"\npassword = "secret"', "secret", "staff[0].password", "only in the file of a demo"),
    ("public_url", 'password = "x"\npublic_url', 'password = "x"', "city.password", "only in the file of a demo"),
    # -- services
    ('code = "M001"', 'code = "G001"', '+code = "G001"', "services[1].code", "service 'G001' stands in line"),
    ('code = "M001"', 'code = "M 1"', "M 1", "services[1].code", "is not a code"),
    ('zh = "医疗费用报销"', 'zh = "社会保障卡申领"', "Reimbursement", "services[1].name.zh", "stands in line"),
    ('group = "medical"', 'group = "health"', "health", "services[1].group", "known are general, collection"),
    ('kind = "reviewed"', 'kind = "instant"', "review_group", "services[1].review_group", "is not reviewed"),
    ('review_group = "medical"\n', "", "+[[services]]", "services[1].review_group", "needs a review group"),
    ('review_group = "medical"', 'review_group = "pension"', "review_group", "services[1].review_group", "no review group"),
    ("promised_days = 20", "promised_days = 31", "promised_days", "services[1].promised_days", "31 days are promised where"),
    ("typical_minutes = 12", "typical_minutes = 0", "typical_minutes = 0", "services[1].typical_minutes", "not above 0"),
    ("typical_minutes = 12", "typical_minutes = 1e9", "1e9", "services[1].typical_minutes", "at most 480"),
    ('limit_unit = "working"', 'limit_unit = "days"', "limit_unit", "services[1].limit_unit", "no unit of a limit"),
    ('zh = "发票原件", en = "Original invoices"', 'zh = "发票原件"', "发票原件", "services[1].materials[1]", "`en` is missing"),
    ("https://halls.example.org\"", "https://halls.example.org\"\nservices = \"services.csv\"", "services =", "city.services", "keep one of the two"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "marker", "where", "message"), WRONG)
def test_a_wrong_value_is_named_once_in_its_line_and_at_its_place(
    tmp_path: Path, old: str, new: str, marker: str, where: str, message: str
) -> None:
    found = findings(tmp_path, (old, new))
    lines = (tmp_path / "city.toml").read_text(encoding="utf-8").splitlines()
    later = marker.startswith("+")  # of several lines with the marker the last is meant
    marked = [at for at, line in enumerate(lines, start=1) if marker.removeprefix("+") in line]
    assert [finding.where for finding in found] == [where]
    assert message in found[0].message
    assert found[0].line == marked[-1 if later else 0]
    assert found[0].file == tmp_path / "city.toml"


@pytest.mark.parametrize(
    "edit",
    [
        ("mon-fri", "tue-tue"),
        ('["08:30-12:00", "13:30-17:00"]', "[]"),
        ('"08:30-12:00", "13:30-17:00"', '"00:00-12:00", "12:00-24:00"'),
        ('"2027-01-01"', "2027-01-01"),
        ('hours = { tue = ["09:00-11:30"], thu = ["09:00-11:30"] }', 'hours = "any"'),
        ('offers = "town"', 'offers = ["M001"]'),
        ("typical_minutes = 12", "typical_minutes = 12.5"),
        ("intake_cutoff_min = 10", "intake_cutoff_min = 149"),
        ('"official@district:dong"', '"official@city", "manager@district:dong", "teller@hall:liucun"'),
        ("public_url", 'demo = true\npassword = "demo"\npublic_url'),
        (TEXT, TEXT.replace("\n", "\r\n")),
        (TEXT, "\ufeff" + TEXT),
    ],
)
def test_what_is_allowed_is_not_named(tmp_path: Path, edit: tuple[str, str]) -> None:
    assert findings(tmp_path, edit) == []


def test_every_wrong_line_is_named(tmp_path: Path) -> None:
    found = findings(
        tmp_path,
        ("target_s = 900", "target_s = -1"),
        ('level = "village"', 'level = "hamlet"'),
        ("{ counter = 2 }", "{ counter = 1 }"),
        ('username = "ge.lan"', 'username = "zhou.min"'),
        ('group = "medical"', 'group = "health"'),
        ("one_person = true", "one_person = 'yes'\nshape = 'round'"),
        ('"official@district:dong"', '"boss@district:dong", "official@district:bei"'),
    )
    assert [finding.where for finding in found] == [
        "defaults.target_s",
        "halls[0].counters[1].counter",
        "halls[1].level",
        "halls[1].one_person",
        "halls[1].shape",
        "halls[1].staff[0].username",
        "staff[0].roles[0]",
        "staff[0].roles[1]",
        "services[1].group",
    ]
    assert [finding.line for finding in found] == sorted(finding.line for finding in found)


def test_a_syntax_error_does_not_hide_the_others_nor_invent_any(tmp_path: Path) -> None:
    found = findings(
        tmp_path,
        ('[[districts]]\nid = "dong"', '[[districts]]\nid "dong"'),  # so halls seem to name an unknown district
        ("target_s = 900", "target_s = -1"),
        ("{ counter = 2 },", "{ counter = 2, takes = [medical] },"),
    )
    text = (tmp_path / "city.toml").read_text(encoding="utf-8").splitlines()
    marks = ["target_s = -1", 'id "dong"', "[medical]"]
    assert [finding.line for finding in found] == [at for at, line in enumerate(text, 1) if any(mark in line for mark in marks)]


def test_who_names_something_with_a_wrong_id_is_named_too(tmp_path: Path) -> None:
    found = findings(tmp_path, ('id = "dong"\nname = { zh = "东区", en', 'id = "Dong"\nname = { zh = "东区", en'))
    assert [finding.where for finding in found] == [
        "districts[0].id",
        "halls[0].district",
        "halls[1].district",
        "staff[0].roles[0]",
    ]
    assert "is not an id" in found[0].message


def test_a_demo_may_have_passwords(tmp_path: Path) -> None:
    file = tmp_path / "city.toml"
    file.write_text(
        TEXT.replace("public_url", 'demo = true\npassword = "demo"\npublic_url', 1).replace(
            'username = "ge.lan"', 'username = "ge.lan", password = "other"'
        ),
        encoding="utf-8",
    )
    assert {login.username: login.password for login in load_city(file).staff} == {
        "zhou.min": "demo",
        "hao.qing": "demo",
        "kiosk-dong-1": "demo",
        "ge.lan": "other",
        "fan.yu": "demo",
    }


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 1, "`city` is missing"),
        (b"# nothing\n", 1, "`halls` is missing"),
        ('[city]\nname = { zh = "市"'.encode("gbk"), 2, "UTF-8"),
        (b"\x00", 1, "Invalid statement"),
        (b"SQLite format 3\x00\xff\xfe", 1, "UTF-8"),
        (b"halls = 1\ncity = []\ndistricts = {}\n", 1, "has to be an array"),
        (b"halls = [1, [], {}]\n", 1, "has to be a table, not a number"),
    ],
)
def test_a_file_of_another_kind_is_named(tmp_path: Path, content: bytes, line: int, message: str) -> None:
    file = tmp_path / "city.toml"
    file.write_bytes(content)
    assert any(finding.line == line and message in finding.message for finding in check_city(file))
    with pytest.raises(CityFileErrors):
        load_city(file)


@pytest.mark.parametrize("name", ["missing.toml", ".", "a\x00b", "x" * 5000])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, name: str) -> None:
    (finding,) = check_city(tmp_path / name)
    assert finding.line == 1
    assert "cannot be read" in finding.message
    with pytest.raises(CityFileErrors, match="cannot be read"):
        load_city(tmp_path / name)


def test_a_huge_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(city_file, "LARGEST_BYTES", len(TEXT.encode()) - 1)
    (finding,) = findings(tmp_path)
    assert "is larger than" in finding.message


def test_services_are_named_by_a_path(tmp_path: Path) -> None:
    text = TEXT.partition("[[services]]")[0].replace("[city]", "[city]\nservices = 3", 1)
    (tmp_path / "city.toml").write_text(text, encoding="utf-8")
    (finding,) = check_city(tmp_path / "city.toml")
    assert (finding.line, finding.where) == (4, "city.services")


def test_a_city_without_services_says_how_to_name_them(tmp_path: Path) -> None:
    (tmp_path / "city.toml").write_text(TEXT.partition("[[services]]")[0], encoding="utf-8")
    (finding,) = check_city(tmp_path / "city.toml")
    assert (finding.line, finding.where) == (1, "the file")
    assert 'services = "services.csv"' in finding.message


def test_the_error_tells_file_line_and_place(tmp_path: Path) -> None:
    findings(tmp_path, ("target_s = 900", "target_s = -1"))
    with pytest.raises(CityFileErrors) as caught:
        load_city(tmp_path / "city.toml")
    assert f"{tmp_path / 'city.toml'}:13: defaults.target_s: -1 is not within 1 to 86400" in str(caught.value)


def test_one_bracket_where_two_are_meant_is_one_finding(tmp_path: Path) -> None:
    (finding,) = findings(tmp_path, ('[[halls]]\nid = "dong"', '[halls]\nid = "dong"'))
    assert finding.message.startswith("Has to be [[halls]]")
    assert (tmp_path / "city.toml").read_text(encoding="utf-8").splitlines()[finding.line - 1] == "[halls]"


def test_nobody_waits_for_a_pipe_that_a_file_names(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "services.csv")
    file = tmp_path / "city.toml"
    file.write_text('[city]\nname = { zh = "城", en = "City" }\nservices = "services.csv"\n', encoding="utf-8")
    assert any("is a pipe" in finding.message for finding in check_city(file))
