"""Merge a folder of returns with polars and fastexcel (calamine): the same as
with_pandas.py, by whoever knows that those are faster.

    python with_polars.py FOLDER...
"""

import json
import sys
from pathlib import Path

import fastexcel
import polars as pl

HEADERS = {
    "firm": ["企业名称", "单位名称", "公司名称"],
    "uscc": ["统一社会信用代码", "信用代码"],
    "posts": ["提供岗位数", "提供岗位数(个)", "岗位数"],
    "intentions": ["达成就业意向", "达成就业意向(人次)", "意向人数"],
    "people": ["慰问人数", "慰问员工数"],
    "name": ["姓名", "员工姓名"],
    "idcard": ["身份证号", "身份证号码"],
    "status": ["返岗状态", "状态"],
    "stayed": ["是否留岗", "留岗"],
}
NAMES = {alias: field for field, aliases in HEADERS.items() for alias in aliases}


def table(frame):
    """The rows below the one of the first twelve that holds most known headers."""
    heads = [[NAMES.get(str(cell).strip()) for cell in row] for row in frame.head(12).iter_rows()]
    at = max(range(len(heads)), key=lambda n: sum(f is not None for f in heads[n]), default=None)
    if at is None or sum(f is not None for f in heads[at]) < 2:
        return None
    names = []
    for n, field in enumerate(heads[at]):
        names.append(field if field and field not in names else f"_{n}")
    body = frame.slice(at + 1)
    body.columns = names
    first = pl.col(names[0]).fill_null("")
    return body.filter(~pl.all_horizontal(pl.all().is_null()), ~first.str.contains("合计|小计|总计"))


def main(folder):
    sums = {"posts": 0, "intentions": 0, "people": 0, "base": 0, "onpost": 0}
    rows, failed = 0, []
    firms, workers = set(), []
    for file in sorted(Path(folder).rglob("*.xls*")):
        try:
            book = fastexcel.read_excel(str(file))
            sheets = [book.load_sheet(name, header_row=None, dtypes="string").to_polars() for name in book.sheet_names]
        except Exception as e:
            failed.append(f"{file.name}: {type(e).__name__}")
            continue
        for frame in sheets:
            body = table(frame)
            if body is None:
                continue
            rows += body.height
            for field in ("posts", "intentions", "people"):
                if field in body.columns:
                    sums[field] += int(body[field].cast(pl.Float64, strict=False).fill_null(0).sum())
            if "people" in body.columns and "firm" in body.columns:
                firms.update(body["firm"].drop_nulls().str.strip_chars())
            if "idcard" in body.columns:
                have = [c for c in ("name", "idcard", "status", "stayed") if c in body.columns]
                workers.append(body.select(have))
    if workers:
        everybody = pl.concat(workers, how="diagonal").unique("idcard", keep="last")
        sums["base"] = everybody.height
        back = pl.lit(False)
        if "stayed" in everybody.columns:
            back = back | (pl.col("stayed") == "是")
        if "status" in everybody.columns:
            back = back | (pl.col("status") == "已返岗")
        sums["onpost"] = everybody.filter(back.fill_null(False)).height
    figures = {
        "recruit.posts": sums["posts"], "recruit.intentions": sums["intentions"], "visits.people": sums["people"],
        "visits.firms": len(firms), "return.base": sums["base"], "return.onpost": sums["onpost"],
    }
    print(json.dumps({"figures": figures, "rows": rows, "failed": failed}, ensure_ascii=False))


for each in sys.argv[1:]:
    main(each)
