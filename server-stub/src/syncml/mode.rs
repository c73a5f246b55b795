//! The six ways of synchronising a store.

use syncml::message::AlertCode;

/// Which way a store is synchronised in a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    TwoWay,
    Slow,
    OneWayFromClient,
    RefreshFromClient,
    OneWayFromServer,
    RefreshFromServer,
}

impl Mode {
    /// The one an Alert asks for.
    pub(crate) fn of(code: AlertCode) -> Option<Mode> {
        Some(match code {
            AlertCode::TWO_WAY => Mode::TwoWay,
            AlertCode::SLOW => Mode::Slow,
            AlertCode::ONE_WAY_FROM_CLIENT => Mode::OneWayFromClient,
            AlertCode::REFRESH_FROM_CLIENT => Mode::RefreshFromClient,
            AlertCode::ONE_WAY_FROM_SERVER => Mode::OneWayFromServer,
            AlertCode::REFRESH_FROM_SERVER => Mode::RefreshFromServer,
            _ => return None,
        })
    }

    /// Its Alert.
    pub(crate) fn alert(self) -> AlertCode {
        match self {
            Mode::TwoWay => AlertCode::TWO_WAY,
            Mode::Slow => AlertCode::SLOW,
            Mode::OneWayFromClient => AlertCode::ONE_WAY_FROM_CLIENT,
            Mode::RefreshFromClient => AlertCode::REFRESH_FROM_CLIENT,
            Mode::OneWayFromServer => AlertCode::ONE_WAY_FROM_SERVER,
            Mode::RefreshFromServer => AlertCode::REFRESH_FROM_SERVER,
        }
    }

    /// Everything is sent, and what was agreed before means nothing: no anchors are needed.
    pub(crate) fn compares_everything(self) -> bool {
        matches!(
            self,
            Mode::Slow | Mode::RefreshFromClient | Mode::RefreshFromServer
        )
    }

    /// The client's changes are taken.
    pub(crate) fn hears(self) -> bool {
        !matches!(self, Mode::OneWayFromServer | Mode::RefreshFromServer)
    }

    /// The server's changes are sent.
    pub(crate) fn tells(self) -> bool {
        !matches!(self, Mode::OneWayFromClient | Mode::RefreshFromClient)
    }

    /// In words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Mode::TwoWay => "two-way",
            Mode::Slow => "slow",
            Mode::OneWayFromClient => "one-way from the device",
            Mode::RefreshFromClient => "refresh from the device",
            Mode::OneWayFromServer => "one-way from the server",
            Mode::RefreshFromServer => "refresh from the server",
        }
    }
}
