#!/bin/sh
# Starts the bot under a load program, which gives BOT_TOKEN and BOT_API_URL.
# The data folder is $WORK/data (target/bench-telegram/data when WORK is not set), emptied first unless KEEP is set: a run that kills the bot must find its data again.
# GUICHET names the program to run (target/release/guichet when it is not set).
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
data="${WORK:-$root/target/bench-telegram}/data"
[ -n "${KEEP:-}" ] || rm -rf -- "$data"
mkdir -p -- "$data"
export GUICHET_DATA="$data"
export GUICHET_TELEGRAM__TOKEN="$BOT_TOKEN"
export GUICHET_TELEGRAM__API_URL="$BOT_API_URL"
# Small on purpose: what is measured must not lean on a large cache.
export GUICHET_STORE__CACHE_MIB="${GUICHET_STORE__CACHE_MIB:-16}"
# No HTTP listener unless the caller wants one: several runs may follow each other closely.
export GUICHET_HTTP__LISTEN="${GUICHET_HTTP__LISTEN-}"
cd "$root"
exec "${GUICHET:-$root/target/release/guichet}" serve
