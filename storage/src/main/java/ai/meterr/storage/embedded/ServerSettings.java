package ai.meterr.storage.embedded;

/** Settings of the embedded server: durable, small, quiet, for a machine it shares with Meterr. */
final class ServerSettings {
  private ServerSettings() {}

  static String of(int port) {
    return """
    # Written by Meterr at every start; changes here are lost.
    listen_addresses = '127.0.0.1'
    port = %d
    unix_socket_directories = ''
    password_encryption = 'scram-sha-256'

    fsync = on
    synchronous_commit = on
    full_page_writes = on

    max_connections = 60
    shared_buffers = '128MB'
    effective_cache_size = '512MB'
    work_mem = '8MB'
    maintenance_work_mem = '64MB'
    max_wal_size = '1GB'
    checkpoint_timeout = '10min'
    wal_level = 'replica'
    max_parallel_workers_per_gather = 0
    jit = off

    timezone = 'UTC'
    log_timezone = 'UTC'
    # errors come to Meterr, which tells them; statements and values never reach a log
    log_min_messages = 'log'
    log_min_error_statement = 'panic'
    log_error_verbosity = 'terse'
    log_checkpoints = off
    """
        .formatted(port);
  }
}
