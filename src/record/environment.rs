//! The machine and the program behind a run.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

/// The program that ran.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// Version of tress.
    pub version: String,
    /// Git commit it was built from, with `-dirty-` and a hash of the sources
    /// after it if there were changes; none outside a checkout.
    pub git: Option<String>,
    /// Whether it was built for debugging, which is slower.
    pub debug: bool,
}

impl Program {
    /// This program.
    pub fn this() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").into(),
            git: option_env!("TRESS_GIT_HASH").map(String::from),
            debug: cfg!(debug_assertions),
        }
    }
}

/// Versions of the crates that touch numbers, by name, as locked when this
/// program was built; empty if they were not known then.
pub fn crates() -> BTreeMap<String, String> {
    let pairs = option_env!("TRESS_CRATES").unwrap_or_default().split_whitespace();
    pairs
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, version)| (name.into(), version.into()))
        .collect()
}

/// The machine.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Environment {
    /// Operating system.
    pub os: String,
    /// Processor architecture.
    pub arch: String,
    /// Name of the machine, if it tells.
    pub host: Option<String>,
    /// Compiler that built the program.
    pub rustc: Option<String>,
    /// Processors that can be used.
    pub processors: Option<usize>,
}

impl Environment {
    /// This machine.
    pub fn here() -> Self {
        let host = fs::read_to_string("/proc/sys/kernel/hostname").ok();
        let named = ["HOSTNAME", "COMPUTERNAME"].into_iter().find_map(|name| std::env::var(name).ok());
        Self {
            os: std::env::consts::OS.into(),
            arch: std::env::consts::ARCH.into(),
            host: host.or(named).map(|name| name.trim().to_string()).filter(|name| !name.is_empty()),
            rustc: option_env!("TRESS_RUSTC").map(String::from),
            processors: std::thread::available_parallelism().ok().map(Into::into),
        }
    }
}

/// The most memory this process has held, in bytes; none where the system does not tell.
pub fn peak_bytes() -> Option<u64> {
    peak_in(&fs::read_to_string("/proc/self/status").ok()?)
}

fn peak_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// A moment as RFC 3339 in UTC, to the second: `2026-11-23T04:17:00Z`.
pub fn timestamp(moment: SystemTime) -> String {
    let seconds = moment.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// Year, month and day of a day counted from 1970-01-01, in the Gregorian
/// calendar (Hinnant 2013, "chrono-compatible low-level date algorithms").
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn moments_are_dated() {
        // date -u -d @… +%FT%TZ
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_407_421, "2026-11-23T04:17:01Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
        ] {
            assert_eq!(timestamp(UNIX_EPOCH + Duration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn peak_memory_is_read_from_the_status() {
        assert_eq!(peak_in("Name:\ttress\nVmHWM:\t    1512 kB\nVmRSS:\t 12 kB\n"), Some(1512 * 1024));
        assert_eq!(peak_in("Name:\ttress\n"), None);
    }

    #[test]
    fn crates_that_touch_numbers_are_known() {
        let crates = crates();
        for name in ["petgraph", "rand_chacha", "rayon", "libm", "toml"] {
            assert!(crates.get(name).is_some_and(|version| version.contains('.')), "{name} in {crates:?}");
        }
    }
}
