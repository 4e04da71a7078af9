"""Merge a folder of returns with pandas and openpyxl, as somebody would who
writes it with care in an afternoon: find the header row by its words, read the
columns by their names, drop totals, add up.

    python with_pandas.py FOLDER...

prints a JSON object for each folder: figures, rows, files that could not be read.
"""

import json
import sys
import warnings
from pathlib import Path

import pandas as pd

warnings.simplefilter("ignore")

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
    heads = [[NAMES.get(str(cell).strip()) for cell in row] for row in frame.head(12).itertuples(index=False)]
    at = max(range(len(heads)), key=lambda n: sum(f is not None for f in heads[n]), default=None)
    if at is None or sum(f is not None for f in heads[at]) < 2:
        return None
    body = frame.iloc[at + 1 :].copy()
    body.columns = [field or f"_{n}" for n, field in enumerate(heads[at])]
    body = body.loc[:, ~body.columns.duplicated()].dropna(how="all")
    totals = body.iloc[:, 0].astype(str).str.contains("合计|小计|总计")
    return body[~totals]


def number(column):
    return pd.to_numeric(column, errors="coerce").fillna(0).sum()


def main(folder):
    sums = {"posts": 0, "intentions": 0, "people": 0, "base": 0, "onpost": 0}
    rows, failed = 0, []
    firms, workers = set(), []
    for file in sorted(Path(folder).rglob("*.xls*")):
        try:
            sheets = pd.read_excel(file, sheet_name=None, header=None, dtype=object)
        except Exception as e:
            failed.append(f"{file.name}: {type(e).__name__}")
            continue
        for frame in sheets.values():
            body = table(frame)
            if body is None:
                continue
            rows += len(body)
            for field in ("posts", "intentions", "people"):
                if field in body:
                    sums[field] += int(number(body[field]))
            if "people" in body and "firm" in body:
                firms.update(body["firm"].dropna().astype(str).str.strip())
            if "idcard" in body:
                workers.append(body.reindex(columns=["name", "idcard", "status", "stayed"]))
    if workers:
        everybody = pd.concat(workers, ignore_index=True).drop_duplicates("idcard", keep="last")
        sums["base"] = len(everybody)
        sums["onpost"] = int(((everybody["stayed"] == "是") | (everybody["status"] == "已返岗")).sum())
    figures = {
        "recruit.posts": sums["posts"], "recruit.intentions": sums["intentions"], "visits.people": sums["people"],
        "visits.firms": len(firms), "return.base": sums["base"], "return.onpost": sums["onpost"],
    }
    print(json.dumps({"figures": figures, "rows": rows, "failed": failed}, ensure_ascii=False))


for each in sys.argv[1:]:
    main(each)
