"""Finding services as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from queue_server.city.catalogue import Service
from queue_server.city.file import load_city
from queue_server.city.search import ServiceIndex
from queue_server.city.text import Text
from tests.city.paths import WEIHAI

CATALOGUE = load_city(WEIHAI).services
INDEX = ServiceIndex(CATALOGUE)


def made(code: str, zh: str, en: str = "Service", weight: float = 1) -> Service:
    return Service(code=code, name=Text(zh, en), group="general", typical_minutes=5, demand_weight=weight)


def found(query: str, *names: str) -> list[str]:
    return [service.name.zh for service in ServiceIndex([made(f"X{at}", name) for at, name in enumerate(names)]).search(query)]


@pytest.mark.parametrize(
    "query",
    [
        "gsrd", "GSRD", "ｇｓｒｄ", "gsrdsq", "gongshang rending", "gongshangrendingshenqing", "gongsrd", "gshangrd", "gshrd", "工伤认定",
        "工伤rd", "工shang认d", "认定申请", "rdsq", "W014", "w014", "014", "work-injury recog", "injury recognition",
    ],
)  # fmt: skip
def test_recognition_of_work_injury_is_found(query: str) -> None:
    assert "工伤认定申请" in [service.name.zh for service in INDEX.search(query)]


def test_initials_of_its_name_find_one_service() -> None:
    assert [service.code for service in INDEX.search("gsrd")] == ["W014"]


@pytest.mark.parametrize("query", ["zzzz", "工伤养老", "xyz", "W999", "gsrdx", "工伤认定申请表", "q" * 10_000])
def test_what_is_meant_by_nothing_finds_nothing(query: str) -> None:
    assert INDEX.search(query) == []


@pytest.mark.parametrize("query", ["", "  ", "，。", "-"])
def test_an_empty_query_gives_the_catalogue(query: str) -> None:
    assert INDEX.search(query) == list(CATALOGUE)


def test_only_what_is_offered_is_found() -> None:
    town = INDEX.search("", lambda service: service.at_town)
    assert len(town) == 60
    assert INDEX.search("gsrd", lambda service: service.at_town) == []
    assert [service.code for service in INDEX.search("gsrd", lambda service: service.code == "W014")] == ["W014"]


@pytest.mark.parametrize("service", CATALOGUE, ids=lambda service: service.code)
def test_every_service_is_first_by_its_code_and_by_its_names(service: Service) -> None:
    for query in (service.code, service.code.lower(), service.name.zh):
        assert INDEX.search(query)[0] == service
    assert service in [at for at in INDEX.search(service.name.en) if at.name.en.casefold() == service.name.en.casefold()]


def test_order_is_code_then_whole_then_beginning_then_inside_then_demand() -> None:
    services = [
        made("A1", "补办社保卡", "Card again", 9),
        made("A2", "社保卡", "Card"),
        made("A3", "社保卡挂失", "Card lost", 2),
        made("A4", "社保卡激活", "Card activation", 5),
        made("SBK", "其他", "Other"),
    ]
    codes = [service.code for service in ServiceIndex(services).search("sbk")]
    assert codes == ["SBK", "A2", "A4", "A3", "A1"]


def test_either_reading_of_a_character_is_typed() -> None:
    # 重: zhong (heavy), chong (again); 行: xing (do), hang (trade, bank)
    assert found("chongfu", "重复缴费退费") == ["重复缴费退费"]
    assert found("cfjf", "重复缴费退费") == ["重复缴费退费"]
    assert found("zfjf", "重复缴费退费") == ["重复缴费退费"]
    assert found("zhongdajibing", "重大疾病报销") == ["重大疾病报销"]
    assert found("cdjb", "重大疾病报销") == ["重大疾病报销"]
    assert found("yinhang", "银行账户变更", "行政复议") == ["银行账户变更"]
    assert found("yinxing", "银行账户变更") == ["银行账户变更"]
    assert found("xzfy", "银行账户变更", "行政复议") == ["行政复议"]
    assert found("hzfy", "行政复议") == ["行政复议"]
    assert found("hangye", "行业费率核定") == ["行业费率核定"]


def test_typing_shortcuts() -> None:
    assert found("lvshi", "律师见证") == found("lushi", "律师见证") == ["律师见证"]
    assert found("zhm", "证明打印") == found("zm", "证明打印") == found("zhengm", "证明打印") == ["证明打印"]
    assert found("4050", "4050人员社保补贴") == found("4050ry", "4050人员社保补贴") == ["4050人员社保补贴"]
    assert found("abd", "社保APP绑定", "A类补贴") == []
    assert found("appbd", "社保APP绑定") == ["社保APP绑定"]


def test_one_letter_finds_beginnings_only() -> None:
    assert found("k", "社保卡", "开户") == ["开户"]


@pytest.mark.parametrize("name", ["（）", "서비스", "𠀀𠀁", "!!!", "Ж", "<img onerror=alert(1)>"])
def test_a_name_of_any_script_can_be_indexed(name: str) -> None:
    index = ServiceIndex([made("A1", name, name)])
    assert [service.code for service in index.search("A1")] == ["A1"]
    index.search(name)


@given(st.text(max_size=80))
def test_any_query_is_answered(query: str) -> None:
    result = INDEX.search(query)
    assert len({service.code for service in result}) == len(result)
