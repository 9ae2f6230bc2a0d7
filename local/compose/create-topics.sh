#!/bin/sh
# Creates Packetboat's topics: create-topics.sh BOOTSTRAP_SERVERS [REPLICATION_FACTOR [MIN_IN_SYNC]]. Existing ones are left as they are.
set -eu
servers=$1
replicas=${2:-1}
in_sync=${3:-1}
create() {
  name=$1
  partitions=$2
  shift 2
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$servers" --create --if-not-exists --topic "$name" \
    --partitions "$partitions" --replication-factor "$replicas" \
    --config "min.insync.replicas=$in_sync" --config unclean.leader.election.enable=false --config cleanup.policy=delete "$@"
}
# Accepted mail: kept by time alone, 30 days (docs/architecture.md, accepting).
create mail.accepted 8 --config retention.ms=2592000000 --config retention.bytes=-1 --config max.message.bytes=1048576
create mail.accepted.dead 1 --config retention.ms=-1 --config retention.bytes=-1 --config max.message.bytes=2097152
create mailbox.changes 8 --config retention.ms=3600000
create mail.events 8 --config retention.ms=604800000
