package ai.meterr.storage.database;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What is done in one transaction. The connection is not to be kept, committed or closed. */
@FunctionalInterface
public interface Work<T extends @Nullable Object> {
  T with(Connection connection) throws SQLException;
}
