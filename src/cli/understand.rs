//! `guichet understand`: how utterances are read, one JSON object a line, with the reasons.
