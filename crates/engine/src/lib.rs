//! Endpoints, reconcile, journal, passes, accounts, credentials, history, undo.
