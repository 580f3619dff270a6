//! Work spread over threads that never wait for one another.

use rayon::ThreadPoolBuilder;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

/// Does `work` for every item, with so many workers, each of which has so many threads of its own to spread one run
/// over. Items are taken in order, one by one, so that no worker is idle while there are any. Stops early when `work`
/// says false.
///
/// # Errors
/// If the system refuses to start threads.
pub fn walk<T: Send>(
    items: impl Iterator<Item = T> + Send,
    workers: usize,
    threads_each: usize,
    work: impl Fn(T) -> bool + Sync,
) -> Result<(), rayon::ThreadPoolBuildError> {
    let pools = (0..workers.max(1))
        .map(|_| ThreadPoolBuilder::new().num_threads(threads_each.max(1)).build())
        .collect::<Result<Vec<_>, _>>()?;
    let items = Mutex::new(Some(items));
    let next = || items.lock().unwrap_or_else(PoisonError::into_inner).as_mut()?.next();
    std::thread::scope(|scope| {
        for pool in &pools {
            scope.spawn(|| {
                while let Some(item) = next() {
                    if !pool.install(|| work(item)) {
                        *items.lock().unwrap_or_else(PoisonError::into_inner) = None;
                        return;
                    }
                }
            });
        }
    });
    Ok(())
}

/// What `work` gives, or the words with which it panicked: one run that fails must not take the others with it.
///
/// # Errors
/// Those words.
pub fn survived<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<&str>().map(ToString::to_string);
        text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "it stopped dead".into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

    #[test]
    fn every_item_is_done_once_and_a_no_stops_the_rest() {
        let done = Mutex::new(BTreeSet::new());
        walk(0..1000, 3, 1, |item| done.lock().unwrap().insert(item)).unwrap();
        assert_eq!(done.lock().unwrap().len(), 1000);
        let count = AtomicU32::new(0);
        walk(0..1000, 2, 1, |_| count.fetch_add(1, Relaxed) < 10).unwrap();
        assert!(count.load(Relaxed) <= 13, "{count:?}");
    }

    #[test]
    fn a_panic_is_told() {
        let hook = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        let told = survived(|| panic!("number {}", 3));
        std::panic::set_hook(hook);
        assert_eq!(told, Err::<(), _>("number 3".into()));
        assert_eq!(survived(|| 3), Ok(3));
    }
}
