//! The fake answers a client that is not ours as the real server would.
