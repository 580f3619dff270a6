//! Asking for memory before it is needed.
//!
//! People who change are few and far between, and so are their peers: each would be waited for in turn, some fifty
//! nanoseconds at a time. A loop over people asks for what it will touch a few people ahead. That changes nothing but
//! the time it takes.
#![allow(unsafe_code)]

/// How many people ahead a loop asks for what leads to other memory, ...
pub const FAR: usize = 24;
/// ... for what was found there, ...
pub const NEAR: usize = 12;
/// ... and for what that leads to.
pub const CLOSE: usize = 4;

/// Asks for the line of memory in which `values[at]` lies, if there is such a value. Does not wait for it.
#[inline(always)]
pub fn prefetch<T>(values: &[T], at: usize) {
    #[cfg(target_arch = "x86_64")]
    if let Some(value) = values.get(at) {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: the instruction belongs to SSE, which every x86_64 processor has; it reads and writes nothing that
        // the program can see, and faults for no address. This one is that of a value we hold a reference to.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(value).cast()) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (values, at);
}

#[cfg(test)]
mod tests {
    use super::prefetch;

    #[test]
    fn nothing_changes_and_nowhere_is_out_of_bounds() {
        let values = [1u32, 2, 3];
        (0..1000)
            .chain([usize::MAX, usize::MAX - 1, isize::MAX as usize])
            .for_each(|at| prefetch(&values, at));
        prefetch::<u64>(&[], 0);
        prefetch(&[(); 3], 1);
        assert_eq!(values, [1, 2, 3]);
    }
}
