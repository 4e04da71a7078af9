//! Reads the first sheet of a workbook with calamine and prints how many
//! cells hold something.
use calamine::{open_workbook, Data, Reader, Xlsx};

fn main() {
    let path = std::env::args().nth(1).expect("path");
    let mut book: Xlsx<_> = open_workbook(path).expect("open");
    let range = book.worksheet_range_at(0).expect("sheet").expect("read");
    let n = range.rows().flatten().filter(|c| **c != Data::Empty).count();
    println!("{n}");
}
