//! What the vault is compared with: SQLite alone, given the same bytes under the same indexes.
//!
//! The rows are those of a vault that was filled before; nothing is sealed, hashed or signed, and
//! the XML is read with quick-xml.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use std::time::Instant;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

type Failure = Box<dyn std::error::Error>;

/// Rows of one transaction, as the vault's import has them.
const BATCH: usize = 5_000;

/// One table's rows, in the order in which the vault wrote them.
struct Table {
    name: String,
    insert: String,
    rows: Vec<Vec<Value>>,
}

/// The tables whose rows belong to one record each, and all the others.
fn read(vault: &Path) -> Result<(String, Vec<Table>), Failure> {
    let from = Connection::open(vault.join("vault.db"))?;
    let mut schema = String::new();
    let mut tables = Vec::new();
    let mut names = from.prepare(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    )?;
    let mut found = names.query([])?;
    while let Some(row) = found.next()? {
        let (name, sql): (String, String) = (row.get(0)?, row.get(1)?);
        schema += &format!("{sql};\n");
        let columns = from.prepare(&format!("SELECT * FROM {name}"))?.column_count();
        let order = from.prepare(&format!("SELECT place FROM {name}")).is_ok();
        let order = if order { " ORDER BY place" } else { "" };
        let mut all = from.prepare(&format!("SELECT * FROM {name}{order}"))?;
        let rows = all.query_map([], |row| (0..columns).map(|i| row.get(i)).collect())?;
        let rows = rows.collect::<rusqlite::Result<Vec<Vec<Value>>>>()?;
        let marks = vec!["?"; columns].join(",");
        let insert = format!("INSERT OR REPLACE INTO {name} VALUES ({marks})");
        tables.push(Table { name, insert, rows });
    }
    Ok((schema, tables))
}

fn create(folder: &Path, schema: &str) -> Result<Connection, Failure> {
    std::fs::create_dir_all(folder)?;
    let to = Connection::open(folder.join("bare.db"))?;
    to.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;",
    )?;
    to.execute_batch(schema)?;
    Ok(to)
}

/// Whether a table has a row for each record.
fn is_per_record(table: &Table) -> bool {
    ["leaf", "record", "day", "party", "source_row"].contains(&table.name.as_str())
}

/// Inserts the rows of the last records one record a transaction: the median time of one.
pub(crate) fn append(vault: &Path, folder: &Path) -> Result<(), Failure> {
    let (schema, tables) = read(vault)?;
    let to = create(folder, &schema)?;
    let records = tables.iter().find(|table| table.name == "record").map_or(0, |t| t.rows.len());
    let head = tables.iter().find(|table| table.name == "head");
    let mut times = Vec::new();
    for i in 0..records {
        let start = Instant::now();
        to.execute_batch("BEGIN IMMEDIATE")?;
        for table in tables.iter().filter(|table| is_per_record(table)) {
            if let Some(row) = table.rows.get(i) {
                to.prepare_cached(&table.insert)?.execute(params_from_iter(row))?;
            }
        }
        if let Some(head) = head {
            to.prepare_cached(&head.insert)?.execute(params_from_iter(&head.rows[0]))?;
        }
        to.execute_batch("COMMIT")?;
        times.push(start.elapsed().as_nanos());
    }
    times.sort_unstable();
    println!("{{\"count\":{records},\"median_ns\":{}}}", times[times.len() / 2]);
    Ok(())
}

/// Parses the XML and inserts the rows of a vault that holds it: the time of both.
pub(crate) fn import(vault: &Path, folder: &Path, file: &Path) -> Result<(), Failure> {
    beside(vault, folder, || parse(file))
}

/// Selects the columns of an iPhone's messages and inserts the rows of a vault that holds them.
pub(crate) fn import_phone(vault: &Path, folder: &Path, database: &Path) -> Result<(), Failure> {
    beside(vault, folder, || select(database))
}

/// Reads a source bare and inserts the rows of a vault that holds it: the time of both.
fn beside(
    vault: &Path,
    folder: &Path,
    read_source: impl FnOnce() -> Result<usize, Failure>,
) -> Result<(), Failure> {
    let (schema, tables) = read(vault)?;
    let to = create(folder, &schema)?;
    let (start, before) = (Instant::now(), processor_seconds());
    let attributes = read_source()?;
    let longest = tables.iter().map(|table| table.rows.len()).max().unwrap_or(0);
    for begin in (0..longest).step_by(BATCH) {
        to.execute_batch("BEGIN IMMEDIATE")?;
        for table in &tables {
            let mut insert = to.prepare_cached(&table.insert)?;
            for row in table.rows.iter().skip(begin).take(BATCH) {
                insert.execute(params_from_iter(row))?;
            }
        }
        to.execute_batch("COMMIT")?;
    }
    to.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    let seconds = start.elapsed().as_secs_f64();
    let cpu = processor_seconds() - before;
    println!("{{\"attributes\":{attributes},\"cpu\":{cpu:.6},\"seconds\":{seconds:.6}}}");
    Ok(())
}

/// Selects every column that the reader takes; gives how many bytes their texts have.
fn select(database: &Path) -> Result<usize, Failure> {
    let from = Connection::open(database)?;
    let mut statement = from.prepare(
        "SELECT m.ROWID, m.guid, m.text, m.service, m.account, m.date, m.is_from_me, \
         m.destination_caller_id, m.item_type, m.associated_message_type, h.id, h.country, \
         h.service, j.chat_id FROM message m LEFT JOIN handle h ON h.ROWID = m.handle_id \
         LEFT JOIN (SELECT * FROM chat_message_join ORDER BY message_id) j \
         ON j.message_id = m.ROWID ORDER BY m.ROWID",
    )?;
    let columns = statement.column_count();
    let mut rows = statement.query([])?;
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            bytes += row.get_ref(column)?.as_str().map_or(8, str::len);
        }
    }
    Ok(bytes)
}

/// Reads every attribute of every element; gives how many bytes their values have.
fn parse(file: &Path) -> Result<usize, Failure> {
    use quick_xml::XmlVersion;
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(File::open(file)?));
    let (mut buffer, mut bytes) = (Vec::new(), 0);
    loop {
        match reader.read_event_into(&mut buffer)? {
            Event::Eof => return Ok(bytes),
            Event::Start(element) | Event::Empty(element) => {
                for attribute in element.attributes() {
                    let attribute = attribute?;
                    bytes += attribute.normalized_value(XmlVersion::Implicit1_0)?.len();
                }
            }
            _ => {}
        }
        buffer.clear();
    }
}

/// The processor time of this process so far, as Linux tells it in hundredths of a second.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let behind_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = behind_name.split_whitespace().skip(11).take(2);
    ticks.filter_map(|number| number.parse::<f64>().ok()).sum::<f64>() / 100.0
}
