//! stub
#![allow(missing_docs)]
use crate::draw::Draws;
pub struct Latin;
impl Latin { pub fn new(_: u32, _: usize, _: &Draws) -> Self { Self } pub fn point(&self, _: u32) -> Vec<f64> { vec![] } }
pub struct Saltelli(usize);
impl Saltelli { pub fn new(b: u32, k: usize, _: u32) -> Self { Self(b as usize * (k + 2)) } pub fn points(&self) -> usize { self.0 } pub fn point(&self, _: u32) -> Vec<f64> { vec![] } }
pub struct Morris;
impl Morris { pub fn new(_: u32, _: usize, _: u32, _: &Draws) -> Self { Self } pub fn point(&self, _: u32) -> Vec<f64> { vec![] } }
