//! Memory for the targets of ties.
//!
//! Rows are read at random, out of gigabytes where people are many, and to find out where each page of 4 KiB lies takes
//! time of its own. So targets are kept in memory mapped for them alone, for which the system is asked for pages of
//! 2 MiB. Room that nobody writes to takes no memory.

use memmap2::MmapMut;
use std::ops::{Deref, DerefMut};

/// The targets of the rows of a layer, one row after the other.
pub(super) struct Targets {
    room: MmapMut,
    /// Number of arcs.
    len: usize,
}

impl Targets {
    /// Smaller rooms stay in pages of the usual size: the processor keeps in mind where those lie.
    const LARGE: usize = 1 << 23;

    /// So many targets, 0 as yet.
    ///
    /// # Panics
    /// If there is no such memory.
    pub fn zeroed(len: usize) -> Self {
        let bytes = size_of::<u32>() * len;
        // Of no length there is no map.
        let room = MmapMut::map_anon(bytes.max(1)).expect("memory for ties");
        #[cfg(target_os = "linux")]
        if bytes >= Self::LARGE {
            // Where there are no large pages, small ones do.
            let _ = room.advise(memmap2::Advice::HugePage);
        }
        Self { room, len }
    }

    /// Leaves out all but the first `len`.
    pub fn truncate(&mut self, len: usize) {
        self.len = self.len.min(len);
    }

    /// Makes it so many; what the new ones are is for the caller to say.
    pub fn extend_to(&mut self, len: usize) {
        if size_of::<u32>() * len > self.room.len() {
            let mut more = Self::zeroed(len);
            more[..self.len].copy_from_slice(self);
            *self = more;
        }
        self.len = len;
    }
}

impl Deref for Targets {
    type Target = [u32];

    #[inline]
    fn deref(&self) -> &[u32] {
        bytemuck::cast_slice(&self.room[..size_of::<u32>() * self.len])
    }
}

impl DerefMut for Targets {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u32] {
        bytemuck::cast_slice_mut(&mut self.room[..size_of::<u32>() * self.len])
    }
}

impl Default for Targets {
    fn default() -> Self {
        Self::zeroed(0)
    }
}

impl Clone for Targets {
    fn clone(&self) -> Self {
        let mut clone = Self::zeroed(self.len);
        clone.copy_from_slice(self);
        clone
    }
}

impl PartialEq for Targets {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl std::fmt::Debug for Targets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Targets;

    #[test]
    fn they_hold_what_was_written_however_many_there_are() {
        for len in [0, 1, 1000, Targets::LARGE / 4 - 1, Targets::LARGE / 2 + 1] {
            let mut targets = Targets::zeroed(len);
            assert!(targets.len() == len && targets.iter().all(|&target| target == 0));
            targets.iter_mut().zip(1..).for_each(|(target, number)| *target = number);
            let twin = targets.clone();
            assert_eq!(twin, targets);
            targets.truncate(len / 2);
            targets.extend_to(len);
            assert_eq!(twin, targets);
            targets.extend_to(len + 3);
            assert!(targets.len() == len + 3 && targets[..len] == twin[..]);
            assert_ne!(twin, targets);
        }
        assert_eq!(Targets::default().len(), 0);
    }
}
