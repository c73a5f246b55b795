//! The simulation: people edit, devices synchronise, everything that can fail fails, and the laws are checked.
//!
//! One seed fixes a whole history: who edits what, which faults the server has, where a pass is cut off. The engine is
//! the real one; the server is the bundled one, called in process; time is virtual. Begin reading at [`run`].

pub(crate) mod doors;
mod known_server;
mod laws;
mod many;
mod person;
mod protocols;
mod random;
mod world;

pub use laws::Broken;
pub use many::{many, twice};
pub use protocols::Protocols;
use random::Random;
use world::World;

/// What a seed led to.
#[derive(Debug)]
pub struct Outcome {
    /// What happened, a line each.
    pub trace: Vec<String>,
    /// The law that was broken, if one was.
    pub broken: Option<Broken>,
}

/// Runs the history that belongs to a seed over these protocols, and checks the laws.
pub fn run(protocols: Protocols, seed: u64) -> Outcome {
    let mut random = Random::new(seed);
    let mut world = World::new(seed, protocols, &mut random);
    let broken = history(&mut world, &mut random).err();
    Outcome {
        trace: world.trace,
        broken,
    }
}

fn history(world: &mut World, random: &mut Random) -> Result<(), Broken> {
    let steps = 4 + random.below(22);
    for _ in 0..steps {
        world.step(random);
    }
    laws::check(world, random)
}
