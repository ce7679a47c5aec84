package ai.meterr.bench.dashboards;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/** Rows into a table by COPY, as PostgreSQL reads them fastest: in its binary form. */
final class Copy implements AutoCloseable {
  private static final byte[] SIGNATURE = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0
  };

  /** 2000-01-01, where PostgreSQL's times begin. */
  private static final long EPOCH_SECONDS = 946_684_800;

  private final Connection connection;
  private final DataOutputStream out;

  Copy(Connection connection, String table, String columns) throws SQLException, IOException {
    this.connection = connection;
    OutputStream copy =
        new PGCopyOutputStream(
            connection.unwrap(PGConnection.class),
            "copy " + table + " (" + columns + ") from stdin (format binary)");
    this.out = new DataOutputStream(new BufferedOutputStream(copy, 1 << 16));
    out.write(SIGNATURE);
    out.writeInt(0);
    out.writeInt(0);
  }

  Copy row(int columns) throws IOException {
    out.writeShort(columns);
    return this;
  }

  Copy uuid(UUID value) throws IOException {
    out.writeInt(16);
    out.writeLong(value.getMostSignificantBits());
    out.writeLong(value.getLeastSignificantBits());
    return this;
  }

  Copy int2(int value) throws IOException {
    out.writeInt(2);
    out.writeShort(value);
    return this;
  }

  Copy int4(int value) throws IOException {
    out.writeInt(4);
    out.writeInt(value);
    return this;
  }

  Copy int8(long value) throws IOException {
    out.writeInt(8);
    out.writeLong(value);
    return this;
  }

  Copy time(Instant value) throws IOException {
    return int8((value.getEpochSecond() - EPOCH_SECONDS) * 1_000_000 + value.getNano() / 1_000);
  }

  Copy text(String value) throws IOException {
    return bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  Copy bytes(byte[] value) throws IOException {
    out.writeInt(value.length);
    out.write(value);
    return this;
  }

  /** No element of {@code bigint[]}. */
  Copy noInt8s() throws IOException {
    out.writeInt(12);
    out.writeInt(0);
    out.writeInt(0);
    out.writeInt(20);
    return this;
  }

  @Override
  public void close() throws IOException, SQLException {
    out.writeShort(-1);
    out.close();
    connection.close();
  }
}
