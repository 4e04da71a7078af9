// Reads a workbook with SheetJS and prints how many rows it has.
const { createRequire } = require("node:module");
const XLSX = createRequire(process.cwd() + "/")("xlsx");
const book = XLSX.readFile(process.argv[2], { dense: true });
console.log(XLSX.utils.sheet_to_json(book.Sheets[book.SheetNames[0]], { header: 1 }).length);
