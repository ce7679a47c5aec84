package ai.meterr.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.0.0.0/7, 11.0.0.0, true",
    "192.168.1.128/25, 192.168.1.127, false",
    "192.168.1.128/25, 192.168.1.128, true",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, fd00::1, false",
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 127.0.0.2, false",
    "fd00::/8, fdff::1, true",
    "fd00::/8, fe80::1, false",
    "::1, ::1, true"
  })
  void an_address_lies_in_a_network_where_its_leading_bits_agree(
      String network, String address, boolean lies) {
    assertThat(Networks.parse("NAME", network).contains(InetAddress.ofLiteral(address)))
        .isEqualTo(lies);
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "10.0.0.0/33", "::1/129", "10.0.0.0/-1", "10.0.0.0/", "10"})
  void what_is_no_network_is_refused_and_no_name_is_looked_up(String text) {
    assertThatThrownBy(() -> Networks.parse("NAME", text))
        .isInstanceOf(BadConfiguration.class)
        .hasMessageContaining("NAME");
  }
}
