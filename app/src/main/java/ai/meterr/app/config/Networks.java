package ai.meterr.app.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A list of networks in CIDR form: {@code 10.0.0.0/8, 127.0.0.1, fd00::/8}. */
public record Networks(List<Network> networks) {
  /** {@code 10/8} would be read as 0.0.0.10. */
  private static final Pattern IN_FULL = Pattern.compile("([0-9]+\\.){3}[0-9]+|.*:.*");

  public Networks {
    networks = List.copyOf(networks);
  }

  /**
   * @param bits how many leading bits count
   */
  public record Network(InetAddress address, int bits) {
    boolean contains(InetAddress other) {
      byte[] mine = address.getAddress();
      byte[] theirs = other.getAddress();
      if (mine.length != theirs.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> (bit % 8);
        if ((mine[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }

  public boolean contains(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  static Networks parse(String name, String text) {
    List<Network> networks = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      String network = part.strip();
      if (!network.isEmpty()) {
        networks.add(one(name, network));
      }
    }
    return new Networks(networks);
  }

  private static Network one(String name, String text) {
    try {
      int slash = text.indexOf('/');
      String literal = slash < 0 ? text : text.substring(0, slash);
      if (!IN_FULL.matcher(literal).matches()) {
        throw new IllegalArgumentException(literal);
      }
      InetAddress address = InetAddress.ofLiteral(literal);
      int all = address.getAddress().length * 8;
      int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
      if (bits >= 0 && bits <= all) {
        return new Network(address, bits);
      }
    } catch (IllegalArgumentException malformed) {
      // told below
    }
    throw new BadConfiguration(name + ": " + text + " is not a network such as 10.0.0.0/8");
  }
}
