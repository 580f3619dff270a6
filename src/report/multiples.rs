//! How small panels of one kind are laid out together.

use super::canvas::Rect;

/// Rows and columns of small multiples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub columns: usize,
}

impl Shape {
    /// A shape for `count` panels on a wide sheet.
    pub fn of(count: usize) -> Self {
        let columns = match count {
            0..=3 => count.max(1),
            4 => 2,
            5 | 6 | 9 => 3,
            _ => 4,
        };
        Self { rows: count.div_ceil(columns).max(1), columns }
    }

    /// Whether no panel lies below this one.
    pub fn is_lowest(self, position: usize, count: usize) -> bool {
        position + self.columns >= count
    }

    /// The cells of `room`, row by row.
    pub fn cells(self, room: Rect) -> Vec<Rect> {
        room.grid(self.rows, self.columns, (44.0, 16.0))
    }

    /// How many numbers fit below a panel.
    pub fn x_ticks(self) -> usize {
        12 / self.columns
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_panel_has_a_cell() {
        for count in 1..=12 {
            let shape = Shape::of(count);
            assert!(shape.rows * shape.columns >= count && shape.rows <= 3, "{count}: {shape:?}");
            let below = (0..count).filter(|&at| shape.is_lowest(at, count)).count();
            assert_eq!(below, shape.columns.min(count));
        }
    }
}
