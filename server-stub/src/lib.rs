//! The bundled test server.
