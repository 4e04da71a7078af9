// Merge a folder of returns with SheetJS: the same as with_pandas.py.
//
//     NODE_PATH=…/node_modules node with_sheetjs.js FOLDER...
"use strict";

const fs = require("fs");
const path = require("path");
const XLSX = require("xlsx");

const HEADERS = {
  firm: ["企业名称", "单位名称", "公司名称"],
  uscc: ["统一社会信用代码", "信用代码"],
  posts: ["提供岗位数", "提供岗位数(个)", "岗位数"],
  intentions: ["达成就业意向", "达成就业意向(人次)", "意向人数"],
  people: ["慰问人数", "慰问员工数"],
  name: ["姓名", "员工姓名"],
  idcard: ["身份证号", "身份证号码"],
  status: ["返岗状态", "状态"],
  stayed: ["是否留岗", "留岗"],
};
const NAMES = new Map(Object.entries(HEADERS).flatMap(([field, all]) => all.map((alias) => [alias, field])));

function* workbooks(folder) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* workbooks(name);
    else if (/\.xls[xm]?$/.test(entry.name)) yield name;
  }
}

// The rows below the one of the first twelve that holds most known headers.
function table(rows) {
  let best = null;
  for (let at = 0; at < Math.min(12, rows.length); at++) {
    const columns = {};
    rows[at].forEach((cell, n) => {
      const field = NAMES.get(String(cell ?? "").trim());
      if (field && !(field in columns)) columns[field] = n;
    });
    const known = Object.keys(columns).length;
    if (known >= 2 && (!best || known > best.known)) best = { at, columns, known };
  }
  if (!best) return null;
  const body = rows.slice(best.at + 1).filter((row) => row.some((c) => c != null && c !== "") && !/合计|小计|总计/.test(String(row[0] ?? "")));
  return { columns: best.columns, body };
}

function main(folder) {
  const sums = { posts: 0, intentions: 0, people: 0 };
  const firms = new Set();
  const workers = new Map();
  const failed = [];
  let rows = 0;
  for (const name of workbooks(folder)) {
    let book;
    try {
      book = XLSX.read(fs.readFileSync(name), { dense: true });
    } catch (e) {
      failed.push(`${path.basename(name)}: ${e.message}`);
      continue;
    }
    for (const sheet of Object.values(book.Sheets)) {
      const found = table(XLSX.utils.sheet_to_json(sheet, { header: 1 }));
      if (!found) continue;
      const { columns, body } = found;
      rows += body.length;
      for (const row of body) {
        for (const field of ["posts", "intentions", "people"]) if (field in columns) sums[field] += Number(row[columns[field]]) || 0;
        if ("people" in columns && "firm" in columns && row[columns.firm]) firms.add(String(row[columns.firm]).trim());
        if ("idcard" in columns) workers.set(row[columns.idcard], row[columns.stayed] === "是" || row[columns.status] === "已返岗");
      }
    }
  }
  const figures = {
    "recruit.posts": sums.posts, "recruit.intentions": sums.intentions, "visits.people": sums.people,
    "visits.firms": firms.size, "return.base": workers.size, "return.onpost": [...workers.values()].filter(Boolean).length,
  };
  console.log(JSON.stringify({ figures, rows, failed }));
}

process.argv.slice(2).forEach(main);
