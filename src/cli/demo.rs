//! `guichet demo`: the console with people in it, in a minute. Nothing is kept, nothing leaves this machine.

mod answers;
mod people;
mod scenes;
mod stage;
