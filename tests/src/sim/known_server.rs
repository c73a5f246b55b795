//! The server a history meets: as strict as the RFCs, or one that behaves like a known server from its first answer to
//! its last. The seed chooses it, with a chance of its own, so that the rest of the history is the same for each.

use server_stub::{Config, Manners, Profile, Server};

use super::random::Random;

/// What the bundled server behaves like.
#[derive(Clone, Copy)]
pub(super) struct KnownServer(Profile);

impl KnownServer {
    /// Half of all histories are played against the strict one, whose faults come and go one by one.
    pub(super) fn of(seed: u64) -> Self {
        let mut random = Random::new(seed ^ 0x5E71_7E5D);
        if random.percent(50) {
            return Self(Profile::Strict);
        }
        Self(*random.one_of(&Profile::ALL))
    }

    /// The strict one.
    pub(super) fn strict() -> Self {
        Self(Profile::Strict)
    }

    pub(super) fn name(self) -> &'static str {
        self.0.name()
    }

    /// The configuration of a server that behaves so; the strict one stays as it is given, which differs by chance.
    pub(super) fn configured(self, config: Config) -> Config {
        if self.0 == Profile::Strict {
            return config;
        }
        let manners = Manners {
            // What a server takes of no kind stays here and is told; that both sides are equal can be no law then.
            refused: &[],
            ..self.0.manners()
        };
        // Where a page that is cut loses its rest without a word, a client is safe only as long as it asks for none.
        let loses_rows = matches!(manners.limit, server_stub::Limit::LosesRows);
        Config {
            page_size: config.page_size.filter(|_| !loses_rows),
            manners,
            ..config
        }
    }

    /// Ends all faults but those that the server always has.
    pub(super) fn behave(self, server: &Server) {
        server.faults().clear();
        for rule in self.0.rules() {
            server.faults().add(rule);
        }
    }

    /// Whether it drops what it does not know.
    pub(super) fn drops_unknown(self) -> bool {
        self.0 == Profile::Google
    }

    /// Whether it adds lines of its own.
    pub(super) fn adds_lines(self) -> bool {
        self.0 == Profile::Sogo
    }
}
