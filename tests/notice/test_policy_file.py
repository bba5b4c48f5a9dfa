"""A user's policy file: every key used or refused with its place, in Chinese.

Issue 10, line "Policy overlays": "Every key is used or refused with its place in the file, each
figure has a type and a range". docs/adding-a-notice.md: "A version of a month that we have
replaces ours, another month is added". Each refusal is a file that a person may well write.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest

import qdcalc
from qdcalc import expo, staffing, water
from qdcalc.notice import overlay
from qdcalc.notice.catalogue import NOTICES
from qdcalc.notice.description import Calculation
from qdcalc.notice.policy import Figure, Policy, load
from qdcalc.notice.shapes import KINDS, MONEY, NUMBER, WHOLE
from qdcalc.notice.toml_text import LARGEST

CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"(?i)\b(invalid|expected|error|unexpected|cannot|exceeds|object|line \d)")


def version(figure: str, value: str, since: str = "2019-01-01", more: str = "") -> str:
    """Return a file with one version of one figure; ``since`` stands in line 2, value in 3."""
    return f"[[figures.{figure}.versions]]\nsince = {since}\nvalue = {value}\n{more}"


def levels(national: object = 6, provincial: object = 3, city: object = 2) -> str:
    """Return an annual base of every level."""
    return f'{{ "国控" = {national}, "省控" = {provincial}, "市控" = {city} }}'


def policy_of(text: str | bytes, folder: Path, calculation: Calculation = water.MONTH) -> Policy:
    path = folder / "云州.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return calculation.policy(path)


BASE = "annual_base_yuan"
MONTHS = "months_per_year"
# name: the file, what the message says
REFUSED: dict[str, tuple[str | bytes, str]] = {
    # keys beside and inside a version
    "another unit": (
        f'[figures.{BASE}]\nunit = "万元"\n' + version(BASE, levels(1020)),
        f"第 2 行 figures.{BASE}.unit.*“元”.*“万元”.*1万元 写成 10000",
    ),
    "unit of a version": (version(MONTHS, "6", more='unit = "月"'), r"第 4 行 .*\[1\]\.unit"),
    "a unit of another kind": (f"[figures.{BASE}]\nunit = 5\n" + version(BASE, levels()), "整数 5"),
    "a unit where there is none": (
        '[figures.extra_levels]\nunit = "级"\n' + version("extra_levels", '["国控"]'),
        "没有单位",
    ),
    "range widened": (
        f"[figures.{MONTHS}]\nmost = 99\n" + version(MONTHS, "99"), "第 2 行 .*不能改",
    ),
    "value beside versions": (f"[figures.{MONTHS}]\nvalue = 6\n", "第 2 行 .*不认识"),
    "a misspelt key": (version(MONTHS, "6", more='claus = "三"'), "第 4 行 .*是不是 clause"),
    # figures and parts
    "misspelt figure": (version("annual_base_yaun", levels()), f"第 1 行 .*是不是 {BASE}"),
    "figure by its label": (version('"年度基准补偿资金"', levels()), f"请写 {BASE}"),
    "misspelt part": ("[figure]\n", "第 1 行 figure：不认识（是不是 figures"),
    "words": ('[words]\ncity = "省财政"\n', "第 1 行 words：不认识"),
    "clauses": ('[[clauses]]\nclause = "一"\n', "第 1 行 clauses：是程序自己的"),
    "cycle": ("[cycle]\nfirst_month = 1\n", "第 1 行 cycle：是程序自己的"),
    "figures as a list": ("figures = [1]\n", "第 1 行 figures"),
    "another notice": ('[notice]\nid = "expo"\n', "第 2 行 notice.id：是通知 expo"),
    "issued as text": ('[notice]\nissued = "2019-01-01"\n', "第 2 行 notice.issued：应为日期"),
    "unknown key of the notice": ("[notice]\ndate = 2019-01-01\n", "第 2 行 notice.date：不认识"),
    "articles": ("[notice]\nhas_articles = false\n", "第 2 行 notice.has_articles：不能改"),
    "title as a number": ("[notice]\ntitle = 5\n", "第 2 行 notice.title：应为文字"),
    "empty number": ('[notice]\nnumber = " "\n', "第 2 行 notice.number：是空的"),
    # dates
    "same since twice": (version(MONTHS, "6") + version(MONTHS, "7"), "第 5 行 .*写了两个版本"),
    "no month's first": (version(MONTHS, "6", "2019-04-15"), "第 2 行 .*2019-04-01.*2019-05-01"),
    "since with a time": (version(MONTHS, "6", "2019-04-01T08:00:00"), "第 2 行 .*不写时刻"),
    "since a time": (version(MONTHS, "6", "08:00:00"), "第 2 行 .*应为日期"),
    "since as text": (version(MONTHS, "6", '"2019-04-01"'), "第 2 行 .*日期不加引号"),
    "since in another age": (version(MONTHS, "6", "0218-10-01"), "第 2 行 .*超出了范围"),
    "no such day": (version(MONTHS, "6", "2019-02-30"), "第 2 行.*没有这一天"),
    "clause a number": (version(MONTHS, "6", more="clause = 5"), "第 4 行 .*clause：应为文字"),
    "empty versions": (f"[figures.{MONTHS}]\nversions = []\n", "缺少 versions"),
    "version a text": (f'[figures.{MONTHS}]\nversions = ["6"]\n', "第 2 行 .*since 和 value"),
    # numbers
    "nan": (version("multiple_limit", "nan"), "第 3 行 .*不是一个数"),
    "inf": (version("multiple_limit", "-inf"), "第 3 行 .*不是一个数"),
    "2**63": (version("leap_coefficient", str(2**63)), "第 3 行 .*超出了范围"),
    "5,000 digits": (version("leap_coefficient", "9" * 5000), "数太长或太大"),
    "hexadecimal without end": (version("leap_coefficient", "0x" + "f" * 5000), "超出了范围"),
    "an exponent beyond all": (version("multiple_limit", "1e9999999999999999999"), "太长或太大"),
    "a large exponent": (version("multiple_limit", "1e99999"), "超出了范围"),
    "base of 1e17": (version(BASE, levels(city=10**17)), r"第 3 行 .*value\.市控：.*超出了范围"),
    "base of 0": (version(BASE, levels(0)), r"value\.国控：0 超出了范围"),
    "base below 0": (version(BASE, levels(-6)), r"value\.国控：-6 超出了范围"),
    "base as text": (version(BASE, levels('"6000000"')), "数不加引号"),
    "base as truth": (version(BASE, levels("true")), "真假值 true"),
    "base with a point": (version(BASE, levels("6_000_000.0")), "写成 6000000"),
    "base in wan": (version(BASE, levels("600.5")), "不带小数点"),
    "one level alone": (version(BASE, '{ "国控" = 6 }'), "缺少 省控、市控"),
    "a level twice": (version(BASE, levels().replace("}", ', "国 控" = 7 }')), "“国控”写了两次"),
    "half a month": (version(MONTHS, "0.5"), "超出了范围"),
    "13 months": (version(MONTHS, "13"), "1 至 12"),
    "a coefficient with a point": (version("beyond_coefficient", "1.5"), "应为整数"),
    "a truth for a multiple": (version("bonus_multiple", "true"), "真假值"),
    "decimals without end": (version("bonus_multiple", "0.33333"), "最多 4 位"),
    "a decimal of 36 places": (version("bonus_multiple", "1." + "0" * 34 + "1"), "最多 4 位"),
    # words, days, names
    "no level of events": (version("incident_levels", '["较大级"]'), "没有“较大级”这个词"),
    "no class": (version("bonus_annual_classes", '["Ⅵ"]'), "没有“Ⅵ”这个词"),
    "no level of control": (version("extra_levels", '["国家控制"]'), "“国家控制”不是"),
    "no level of control, out of order": (
        version("extra_levels", '["国控"]', "2020-01-01") + version("extra_levels", '["甲"]'),
        r"第 6 行 .*versions\[2\].value：“甲”不是",
    ),
    "a word twice": (version("incident_levels", '["重大", "重大"]'), "写了两次"),
    "a word for a list": (version("incident_levels", '"重大"'), "应为文字的列表"),
    "numbers for words": (version("incident_levels", "[1]"), "应为文字的列表"),
    "days reversed": (version("section_list_months", "[2019-09-30, 2018-10-01]"), "颠倒"),
    "one day": (version("section_list_months", "[2018-10-01]"), "2 个日期"),
    "days as texts": (version("section_list_months", '["2018-10-01", "2019-09-30"]'), "不加引号"),
    "alias of two": (
        version("districts", '{ "甲" = ["乙区"], "丙" = ["乙区"] }'), "丙：“乙区”已经是“甲”",
    ),
    "alias is a name": (version("districts", '{ "甲" = ["丙"], "丙" = [] }'), "已经是“甲”"),
    "alias in full width": (version("districts", '{ "A" = [], "B" = ["Ａ"] }'), "已经是“A”"),
    "empty name": (version("districts", '{ "" = [] }'), "是空的"),
    "empty alias": (version("districts", '{ "甲" = [""] }'), "是空的"),
    "hidden in a name": (version("districts", '{ "甲\ufeff区" = [] }'), r"看不见的字符 U\+FEFF"),
    "hidden in an alias": (version("districts", '{ "甲" = ["\u202e甲区"] }'), r"看不见.* U\+202E"),
    "the city": (version("districts", '{ "市财政" = [] }'), "输出自己用的名称"),
    "two names in one": (version("districts", '{ "甲、乙" = [] }'), "不能作名称"),
    "no district": (version("districts", "{}"), "空的"),
    "alias no list": (version("districts", '{ "甲" = "甲区" }'), "列表"),
    # interpretations
    "unknown switch": ('[interpretations]\nupstram = "off"\n', "第 2 行 .*没有口径参数"),
    "unknown option": ('[interpretations]\nupstream = "maybe"\n', "第 2 行 .*没有取值“maybe”"),
    "option a truth": ("[interpretations]\nupstream = true\n", "第 2 行 .*应为文字"),
    "switch by dots": ('[interpretations]\nwater.upstream = "off"\n', "没有口径参数“water”"),
    "key of a switch": (
        '[interpretations.upstream]\ndefault = "off"\nnane = "x"\n', "第 3 行 .*是不是 name",
    ),
    "options changed": (
        '[interpretations.upstream]\ndefault = "off"\noptions = []\n', "第 3 行 .*只能改 default",
    ),
    "switch twice": ('[interpretations]\nupstream = "off"\n"上游影响" = "剔除指标"\n', "两次"),
    # no TOML
    "key twice": (f"[figures.{MONTHS}]\nclause = \"一\"\nclause = \"二\"\n", "第 3 行.*写了两次"),
    "table twice": (f"[figures.{MONTHS}]\n[figures.{MONTHS}]\n", "第 2 行.*写了两次"),
    "sentence": ("年度基准：六百万\n", "第 1 行.*键写法不对"),
    "unit behind a number": (version(MONTHS, "6月"), "第 3 行"),
    "a day of one figure": (version(MONTHS, "6", "2019-1-1"), "第 2 行.*2019-10-01"),
    "a day with strokes": (version(MONTHS, "6", "2019/01/01"), "第 2 行.*2019-10-01"),
    "a Chinese day": (version(MONTHS, "6", "2019年1月1日"), "第 2 行.*2019-10-01"),
    "commas in a number": (version(BASE, levels("6,000,000")), "第 3 行"),
    "full width": (version(MONTHS, "６"), "第 3 行.*写法不对"),
    "capital keys": (version(MONTHS, "6").replace("since", "Since"), "是不是 since"),
    "one bracket": (version(MONTHS, "6").replace("[[", "[").replace("]]", "]"), r"\[\["),
    "figures as an array": (f"[[figures.{MONTHS}]]\nsince = 2019-01-01\n", r"第 1 行 .*\[\["),
    "YAML": ("figures:\n  annual_base_yuan: 6\n", "第 1 行.*等号"),
    "Chinese quotes": (version(MONTHS, "6", more="clause = “三”"), "第 4 行.*英文双引号"),
    "open bracket": ("a = [1, 2\n", "没有合上"),
    "open quote": ('a = "x\n', "第 1 行.*引号"),
    "backslash": ('a = "C:\\x"\n', "第 1 行.*引号"),
    "2,000 brackets": ("a = " + "[" * 2000 + "]" * 2000, "套得太深"),
    "2,000 tables in tables": ("a = " + "{a = " * 2000 + "1" + "}" * 2000, "套得太深"),
    "a key of 60,000 parts": (".".join("a" * 60_000) + " = 1\n", "太多的点"),
    # no policy file
    "empty": ("", "空的"),
    "blank": (" \n\n", "空的"),
    "GBK": ("# 年度基准\n".encode("gbk"), "UTF-8"),
    "UTF-16": ("# 年度基准\n".encode("utf-16"), "UTF-8"),
    "a workbook": (b"PK\x03\x04\xff\xfe\x00\x00\x81", "不是文本文件"),
    "large": ("#" * (LARGEST + 1), "超过 256 KB"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_its_place(name: str, tmp_path: Path) -> None:
    text, said = REFUSED[name]
    with pytest.raises(qdcalc.PolicyError) as caught:
        policy_of(text, tmp_path)
    message = str(caught.value).replace(str(tmp_path), "")
    assert "云州.toml" in message
    assert re.search(said, message, re.S), message
    assert CHINESE.search(message)
    assert not ENGLISH.search(re.sub("“[^”]*”", "", message)), message
    assert len(message) < 1_000


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    text = version(MONTHS, "13") + version("leap_classes", "0") + "[notice]\nfoo = 1\n"
    with pytest.raises(qdcalc.PolicyError) as of_notice:
        policy_of(text, tmp_path)
    assert "notice.foo" in str(of_notice.value)
    with pytest.raises(qdcalc.PolicyError) as caught:
        policy_of(version(MONTHS, "13") + version("leap_classes", "0"), tmp_path)
    assert "2 处" in str(caught.value)
    assert MONTHS in str(caught.value)
    assert "leap_classes" in str(caught.value)


def test_paths_that_are_no_file(tmp_path: Path) -> None:
    for path, said in (
        (tmp_path, "文件夹"),
        (tmp_path / "没有.toml", "找不到"),
        (tmp_path / "云州.toml" / "x", "找不到"),
        (Path("/dev/zero"), "不是普通的文件"),
        (tmp_path / ("长" * 300), "太长"),
        (Path("云\0州.toml"), "不能用的字符"),
    ):
        with pytest.raises(qdcalc.PolicyError, match=said):
            water.MONTH.policy(path)


@pytest.mark.parametrize("name", ["another unit", "GBK", "2,000 brackets", "nan"])
def test_the_command_line_ends_with_two(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """workbooks.md: exit code 2, no traceback for anything a user can cause."""
    from qdcalc.cli.main import main

    text, _ = REFUSED[name]
    path = tmp_path / "云州.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    source = Path(__file__).parents[2] / "data" / "水质月度_2018-11.xlsx"
    output = ["-o", str(tmp_path / "结果.xlsx")]
    for command, more in (("check", []), ("run", output)):
        assert main([command, "water-month", str(source), *more, "--policy", str(path)]) == 2
        said = capsys.readouterr()
        assert "云州.toml" in said.err
        assert "Traceback" not in said.err
    assert not (tmp_path / "结果.xlsx").exists()


def test_two_policy_files_are_not_one_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """argparse takes the last of two: the first file's figures would be ignored."""
    from qdcalc.cli.main import main

    source = Path(__file__).parents[2] / "data" / "水质月度_2018-11.xlsx"
    command = ["check", "water-month", str(source), "--policy", "甲.toml", "--policy"]
    assert main([*command, "乙.toml"]) == 2
    assert "写了两次" in capsys.readouterr().err
    assert main([*command, "甲.toml"]) == 2
    assert "找不到" in capsys.readouterr().err


# ------------------------------------------------------------------------------ what is right

RIGHT = {
    "the unit of ours": f'[figures.{BASE}]\nunit = "元"\n' + version(BASE, levels()),
    "keys copied from ours": (
        f'[figures.{MONTHS}]\nlabel = "年度基准分摊月数"\nunit = "月"\nkind = "whole"\nleast = 1\n'
        "most = 12\n" + version(MONTHS, "6")
    ),
    "another city's levels": version(BASE, '{ "甲级" = 5, "乙级" = 4 }'),
    "a further level": version(BASE, '{ "国控" = 4, "省控" = 3, "市控" = 2, "县控" = 1 }'),
    "another city's words": version(BASE, '{ "甲级" = 5, "乙级" = 4 }')
    + version("extra_levels", '["甲级"]'),
    "no words": version("coliform_exempt_levels", "[]"),
    "a day of ours": version(MONTHS, "6", "2018-10-01"),
    "before ours": version(MONTHS, "6", "2015-01-01"),
    "to come": version(MONTHS, "6", "2099-01-01"),
    "CRLF and a mark": "\ufeff" + version(MONTHS, "6").replace("\n", "\r\n"),
    "versions inline": f"[figures.{MONTHS}]\nversions = [{{ since = 2019-01-01, value = 6 }}]\n",
    "nothing but a remark": "# 没有改动\n",
    "switch as a table": '[interpretations.upstream]\nname = "上游影响"\ndefault = "off"\n',
    "switch by name": '[interpretations]\n"上游影响" = "不剔除"\n',
    "switch with the notice": '[interpretations]\n"water.upstream" = "off"\n',
    "the notice's own keys": '[notice]\nid = "water"\nhas_articles = true\nnumber = "云政1号"\n',
    "the range's ends": version(BASE, levels(1, 1_000_000_000, 2)) + version("multiple_limit", "0"),
    "four decimals": version("bonus_multiple", "0.1250"),
}


@pytest.mark.parametrize("name", RIGHT)
def test_right_files_are_taken(name: str, tmp_path: Path) -> None:
    policy_of(RIGHT[name], tmp_path)


def test_the_example_of_the_docs(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "adding-a-notice.md"
    *_, example = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    policy = policy_of(example, tmp_path)
    assert policy.figure(BASE).at(month(2019, 10)) == {"国控": 8_000_000, "省控": 4_000_000,
                                                       "市控": 2_500_000}  # fmt: skip
    assert policy.overlaid == {"overlap": "drop"}


def month(year: int, number: int) -> int:
    """Return a month since 1970-01."""
    return (year - 1970) * 12 + number - 1


def test_a_version_of_the_same_month_replaces_ours(tmp_path: Path) -> None:
    """Ours of 116号 holds since 2018-10-31: one of 2018-10-01 must not be overruled by it."""
    text = version("minimum_staff", '{ "街道（镇）" = 7, "社区(村)" = 2 }', "2018-10-01")
    policy = policy_of(text, tmp_path, staffing.STAFFING)
    assert policy.figure("minimum_staff").at(month(2018, 10)) == {"街道(镇)": 7, "社区(村)": 2}
    assert policy.figure("minimum_staff").at(month(2030, 1)) == {"街道(镇)": 7, "社区(村)": 2}
    (told,) = policy.replacements
    assert "5" in told.before
    assert "7" in told.after


def test_issued_title_and_number_are_used(tmp_path: Path) -> None:
    text = '[notice]\ntitle = "云州办法"\nnumber = "云政〔2019〕1号"\nissued = 2019-05-06\n'
    policy = policy_of(text, tmp_path)
    assert (policy.title, policy.number, policy.issued) == (
        "云州办法", "云政〔2019〕1号", dt.date(2019, 5, 6),
    )  # fmt: skip


def test_a_unit_in_another_spelling(tmp_path: Path) -> None:
    text = '[figures.trade_step_m2]\nunit = "平方米"\n' + version("trade_step_m2", "5_000")
    assert policy_of(text, tmp_path, expo.EXPO).replacements


def test_decimals_are_exact_and_words_are_ours(tmp_path: Path) -> None:
    text = version("bonus_multiple", "1.1") + version("bonus_previous_classes", '["V", "IV"]')
    policy = policy_of(text, tmp_path)
    assert policy.figure("bonus_multiple").at(month(2019, 1)) == Decimal("1.1")
    assert policy.figure("bonus_previous_classes").at(month(2019, 1)) == ["Ⅳ", "Ⅴ"]


def test_versions_out_of_order(tmp_path: Path) -> None:
    text = version(MONTHS, "6", "2020-01-01") + version(MONTHS, "7", "2019-01-01")
    figure = policy_of(text, tmp_path).figure(MONTHS)
    assert [figure.at(month(2019, n)) for n in (1, 12)] + [figure.at(month(2020, 1))] == [7, 7, 6]
    rows = figure.of([month(2020, 1), month(2019, 12), month(2020, 1), month(2019, 1)])
    assert rows.tolist() == [6, 7, 6, 7]
    assert rows.dtype == "int64"


def test_a_list_in_force_in_each_rows_month(tmp_path: Path) -> None:
    text = version("bonus_previous_classes", '["Ⅳ"]', "2020-01-01")  # ours, 七¶3: Ⅳ, Ⅴ, 劣Ⅴ
    figure = policy_of(text, tmp_path).figure("bonus_previous_classes")
    months = [month(2019, 12), month(2020, 1), month(2019, 12), month(2020, 1)]
    assert figure.of(months).tolist() == [["Ⅳ", "Ⅴ", "劣Ⅴ"], ["Ⅳ"]] * 2
    assert figure.has(["Ⅴ", "Ⅴ", None, "Ⅳ"], months).tolist() == [True, False, False, True]


def test_the_clause_beside_versions_is_theirs(tmp_path: Path) -> None:
    text = (
        f'[figures.{MONTHS}]\nclause = "云政一"\n'
        + version(MONTHS, "6")
        + version(MONTHS, "7", "2020-01-01", 'clause = "云政二"')
    )
    figure = policy_of(text, tmp_path).figure(MONTHS)
    assert [v.clause for v in figure.versions[1:]] == ["云政一", "云政二"]


@pytest.mark.parametrize(
    ("calculation", "figure", "value"),
    [
        (staffing.STAFFING, "people_per_staff", '{ "街道(镇)" = 0, "社区(村)" = 800 }'),
        (staffing.STAFFING, "people_per_staff", '{ "街道(镇)" = 6000 }'),
        (staffing.STAFFING, "people_per_staff", '{ "街道(镇)" = 1, "社区(村)" = 1, "村" = 1 }'),
        (staffing.STAFFING, "minimum_staff", '{ "街道(镇)" = 5.0, "社区(村)" = 1 }'),
        (staffing.STAFFING, "deadline", '"2019-12-31"'),
        (staffing.STAFFING, "deadline", "2019-12-31T00:00:00"),
        (staffing.STAFFING, "districts", '{ "全市" = [] }'),
        (expo.EXPO, "uplift_rate", "20"),
        (expo.EXPO, "uplift_rate", '"20%"'),
        (expo.EXPO, "trade_step_m2", "0"),
        (expo.EXPO, "trade_cap_yuan", "-1"),
        (expo.EXPO, "valid_days", "[2021-12-31, 2018-01-01]"),
        (expo.EXPO, "themes", '{ "" = [] }'),
        (expo.EXPO, "conference_bodies", '[""]'),
    ],
)
def test_refused_in_the_other_notices(
    calculation: Calculation, figure: str, value: str, tmp_path: Path
) -> None:
    with pytest.raises(qdcalc.PolicyError, match=f"figures.{figure}"):
        policy_of(version(figure, value), tmp_path, calculation)


# ----------------------------------------------------------------------- what figures declare

FIGURES = [(n.rpartition(".")[2], f) for n in NOTICES for f in load(n).figures.values()]


@pytest.mark.parametrize(("notice", "figure"), FIGURES, ids=lambda v: getattr(v, "name", v))
def test_every_figure_declares_kind_and_range(notice: str, figure: Figure) -> None:
    """Issue 10: "each figure has a type and a range"; ours lie within."""
    shape = figure.shape
    assert shape.kind in KINDS
    assert CHINESE.search(shape.sentence())
    if shape.kind in (WHOLE, MONEY, NUMBER):
        assert shape.least is not None
        assert shape.most is not None
        assert -100 <= shape.least < shape.most <= 10**9
        assert (shape.kind == MONEY) == (figure.unit == "元")
    faults: list[str] = []
    for dated in figure.versions:
        read = shape.read(dated.value, lambda place, fault: faults.append(fault))
        assert read == dated.value
        assert type(read) is type(dated.value)
    assert faults == []


@pytest.mark.parametrize("notice", NOTICES)
def test_our_own_file_is_a_right_overlay_without_its_other_parts(
    notice: str, tmp_path: Path
) -> None:
    """Who begins with a copy of ours and deletes what can't be changed has a file that works."""
    ours = load(notice)
    text = (Path(qdcalc.__file__).parent / notice.rpartition(".")[2] / "policy.toml").read_text(
        encoding="utf-8"
    )
    kept, is_ours = [], True
    for line in text.splitlines():
        if line.startswith("["):
            is_ours = line.strip("[]").split(".")[0] in ("notice", "figures", "interpretations")
        kept += [line] if is_ours else []
    path = tmp_path / "副本.toml"
    path.write_text("\n".join(kept), encoding="utf-8")
    theirs = overlay.load(notice, path)
    assert theirs.figures == ours.figures
    assert theirs.replacements == ()
