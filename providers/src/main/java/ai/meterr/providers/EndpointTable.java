package ai.meterr.providers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The endpoints of one API by method and path. In a path, {@code *} stands for one segment. A path
 * without {@code *} wins, then the row that came first; what no row names is forwarded.
 */
public final class EndpointTable {
  private final Map<String, Endpoint> exact;
  private final List<EndpointRow> rows;

  private EndpointTable(Map<String, Endpoint> exact, List<EndpointRow> rows) {
    this.exact = Map.copyOf(exact);
    this.rows = List.copyOf(rows);
  }

  public static Builder builder() {
    return new Builder();
  }

  public Endpoint find(String method, String path) {
    Endpoint endpoint = exact.get(method + " " + path);
    return endpoint != null ? endpoint : EndpointRow.find(rows, method, path);
  }

  public static final class Builder {
    private final Map<String, Endpoint> exact = new HashMap<>();
    private final List<EndpointRow> rows = new ArrayList<>();

    private Builder() {}

    public Builder get(String path, Endpoint endpoint) {
      return add("GET", path, endpoint);
    }

    public Builder post(String path, Endpoint endpoint) {
      return add("POST", path, endpoint);
    }

    private Builder add(String method, String path, Endpoint endpoint) {
      if (!path.contains("*")) {
        exact.put(method + " " + path, endpoint);
      } else {
        rows.add(EndpointRow.whole(method, path, endpoint));
      }
      return this;
    }

    public EndpointTable build() {
      return new EndpointTable(exact, rows);
    }
  }
}
