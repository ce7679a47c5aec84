package ai.meterr.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.meterr.access.MeterrKey;
import ai.meterr.catalog.ProviderId;
import ai.meterr.providers.Providers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final String KEY = "mtr_0123456789abcdefghijklmn";

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private @Nullable Path file;

  @BeforeEach
  void keepsItsDataApart() {
    environment.put("METERR_DATA", folder.toString());
  }

  private Settings read() {
    return Settings.read(
        environment, file, id -> Providers.known().find(id).isPresent(), Path.of("/opt/meterr"));
  }

  private SettingsTest with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  private void isRefused(String message) {
    assertThatThrownBy(this::read)
        .isInstanceOf(BadConfiguration.class)
        .hasMessageContaining(message);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void where_nothing_is_set_the_defaults_count() {
    environment.clear();
    Settings settings = read();
    assertThat(settings.host()).isEqualTo("127.0.0.1");
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.portSet()).isFalse();
    assertThat(settings.data()).isEqualTo(Path.of("/opt/meterr/data"));
    assertThat(settings.databaseUrl()).isNull();
    assertThat(settings.masterKey()).isNull();
    assertThat(settings.initial()).isNull();
    assertThat(settings.bases()).isEmpty();
    assertThat(settings.keys()).isEmpty();
    assertThat(settings.sync()).isEqualTo(Settings.Sync.OS);
    assertThat(settings.journalKeep()).isEqualTo(Duration.ofHours(24));
    assertThat(settings.staleMax()).isEqualTo(Duration.ofHours(24));
    assertThat(settings.bodyMemory()).isEqualTo(256L << 20);
    assertThat(settings.publicUrl()).isNull();
    assertThat(settings.rawLog()).isEqualTo(Settings.RawLog.POSTGRESQL);
    assertThat(settings.dynamoDbEndpoint()).isNull();
    assertThat(settings.tokenEndpoint()).isNull();
    assertThat(settings.tls()).isNull();
    assertThat(settings.trustedProxies().networks()).isEmpty();
    assertThat(settings.privateNetworks().networks()).isEmpty();
  }

  @Test
  void each_variable_is_read() throws Exception {
    Path certificate = write("certificate.pem", "a certificate");
    Path key = write("key.pem", "its key");
    with("METERR_HOST", "0.0.0.0")
        .with("METERR_PORT", "0")
        .with("METERR_DATABASE_URL", "postgresql://u:p@db/meterr")
        .with("METERR_MASTER_KEY", "a master key of some length")
        .with("METERR_SYNC", "disk")
        .with("METERR_RAW_LOG", "dynamodb")
        .with("METERR_DYNAMODB_ENDPOINT", "http://127.0.0.1:5000")
        .with("METERR_GOOGLE_TOKEN_URL", "https://egress.example/token")
        .with("METERR_JOURNAL_KEEP", "90m")
        .with("METERR_STALE_MAX", "7d")
        .with("METERR_SIGNUP", "closed")
        .with("METERR_BODY_MEMORY", "1GiB")
        .with("METERR_PUBLIC_URL", "https://meterr.example/x")
        .with("METERR_TLS_CERT", certificate.toString())
        .with("METERR_TLS_KEY", key.toString())
        .with("METERR_TRUSTED_PROXIES", "10.0.0.0/8, fd00::/8")
        .with("METERR_PRIVATE_NETWORKS", "192.168.7.0/24")
        .with("METERR_OPENAI_BASE_URL", "http://127.0.0.1:9/prefix")
        .with("METERR_VERTEX_ANTHROPIC_API_KEY", "sk-secret-of-vertex");
    Settings settings = read();
    assertThat(settings.host()).isEqualTo("0.0.0.0");
    assertThat(settings.port()).isZero();
    assertThat(settings.portSet()).isTrue();
    assertThat(settings.data()).isEqualTo(folder);
    assertThat(settings.tokenEndpoint()).isEqualTo(URI.create("https://egress.example/token"));
    assertThat(settings.databaseUrl()).isEqualTo("postgresql://u:p@db/meterr");
    assertThat(settings.masterKey()).isEqualTo("a master key of some length");
    assertThat(settings.sync()).isEqualTo(Settings.Sync.DISK);
    assertThat(settings.rawLog()).isEqualTo(Settings.RawLog.DYNAMODB);
    assertThat(settings.dynamoDbEndpoint()).isEqualTo(URI.create("http://127.0.0.1:5000"));
    assertThat(settings.journalKeep()).isEqualTo(Duration.ofMinutes(90));
    assertThat(settings.staleMax()).isEqualTo(Duration.ofDays(7));
    assertThat(settings.bodyMemory()).isEqualTo(1L << 30);
    assertThat(settings.publicUrl()).isEqualTo(URI.create("https://meterr.example/x"));
    assertThat(settings.tls()).isEqualTo(new Settings.TlsFiles(certificate, key));
    assertThat(settings.trusts(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
    assertThat(settings.trusts(InetAddress.ofLiteral("11.1.2.3"))).isFalse();
    assertThat(settings.privateNetworks().contains(InetAddress.ofLiteral("192.168.7.9"))).isTrue();
    assertThat(settings.bases())
        .containsOnly(Map.entry(new ProviderId("openai"), URI.create("http://127.0.0.1:9/prefix")));
    assertThat(settings.keys()).containsOnlyKeys(new ProviderId("vertex_anthropic"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "METERR_PROT",
        "METERR_port",
        "METERR_",
        "METERR_NOBODY_BASE_URL",
        "METERR__BASE_URL",
        "METERR_BASE_URL",
        "METERR_PORT_FILE"
      })
  void a_name_that_nobody_knows_stops_the_start(String name) {
    with(name, "1").isRefused("unknown setting " + name + " ");
  }

  @Test
  void other_programs_variables_are_none_of_ours() {
    assertThat(with("PORT", "1").with("METER", "2").read().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource({
    "METERR_SERVICE_HOST, 10.0.0.1",
    "METERR_SERVICE_PORT, 80",
    "METERR_SERVICE_PORT_HTTP, 80",
    "METERR_PORT, tcp://10.0.0.1:80",
    "METERR_PORT_80_TCP, tcp://10.0.0.1:80",
    "METERR_PORT_80_TCP_PROTO, tcp",
    "METERR_PORT_80_TCP_PORT, 80",
    "METERR_PORT_80_TCP_ADDR, 10.0.0.1"
  })
  void what_kubernetes_injects_for_a_service_called_meterr_is_ignored(String name, String value) {
    Settings settings = with(name, value).read();
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.portSet()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "METERR_PORT, 65536",
    "METERR_PORT, -1",
    "METERR_PORT, http",
    "METERR_SYNC, never",
    "METERR_SYNC, replicated",
    "METERR_RAW_LOG, mysql",
    "METERR_SIGNUP, open",
    "METERR_JOURNAL_KEEP, 24",
    "METERR_JOURNAL_KEEP, h",
    "METERR_STALE_MAX, a day",
    "METERR_BODY_MEMORY, 0",
    "METERR_BODY_MEMORY, -1",
    "METERR_BODY_MEMORY, 1 TiB",
    "METERR_BODY_MEMORY, 999999999999 GiB",
    "METERR_BODY_MEMORY, many",
    "METERR_PUBLIC_URL, meterr.example",
    "METERR_PUBLIC_URL, ftp://meterr.example",
    "METERR_OPENAI_BASE_URL, http://",
    "METERR_OPENAI_BASE_URL, http://user:password@host",
    "METERR_OPENAI_BASE_URL, http://host?query",
    "METERR_TRUSTED_PROXIES, example.com",
    "METERR_TRUSTED_PROXIES, 10.0.0.0/33",
    "METERR_PRIVATE_NETWORKS, 10.0.0.0/x",
    "METERR_TLS_CERT, /nowhere/certificate.pem"
  })
  void a_value_that_makes_no_sense_stops_the_start_and_is_named(String name, String value) {
    with(name, value).isRefused(name);
  }

  @ParameterizedTest
  @CsvSource({
    "1048576, 1048576",
    "512KiB, 524288",
    "64MiB, 67108864",
    "64 MiB, 67108864",
    "64mb, 67108864",
    "64M, 67108864",
    "2GiB, 2147483648"
  })
  void sizes_are_bytes_or_powers_of_1024(String value, long bytes) {
    assertThat(with("METERR_BODY_MEMORY", value).read().bodyMemory()).isEqualTo(bytes);
  }

  @Test
  void an_empty_value_is_none() {
    Settings settings = with("METERR_PORT", "").with("METERR_OPENAI_API_KEY", " ").read();
    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.keys()).isEmpty();
  }

  @Test
  void a_file_says_the_same_and_the_environment_wins() throws Exception {
    file =
        write(
            "my.conf",
            """
            # a comment

            METERR_HOST = 0.0.0.0      # another
            METERR_PORT=9000
            METERR_PUBLIC_URL=         # nothing
            METERR_MASTER_KEY=a#key=with-signs-in-it
            """);
    Settings settings = with("METERR_PORT", "9001").read();
    assertThat(settings.host()).isEqualTo("0.0.0.0");
    assertThat(settings.port()).isEqualTo(9001);
    assertThat(settings.publicUrl()).isNull();
    assertThat(settings.masterKey()).isEqualTo("a#key=with-signs-in-it");
  }

  @Test
  void the_file_in_the_data_folder_counts_where_no_other_is_named() throws Exception {
    write("meterr.conf", "METERR_PORT=9000");
    assertThat(read().port()).isEqualTo(9000);
    file = write("other.conf", "METERR_HOST=0.0.0.0");
    assertThat(read().port()).isEqualTo(8080);
  }

  @Test
  void a_file_is_held_to_the_same_rules() throws Exception {
    file = write("my.conf", "METERR_PROT=1");
    isRefused("METERR_PROT");
    file = write("my.conf", "METERR_PORT=1\nMETERR_HOST\n");
    isRefused("line 2");
    file = folder.resolve("nowhere.conf");
    isRefused("cannot read");
  }

  @Test
  void the_reference_is_a_configuration_that_says_the_defaults() throws Exception {
    String reference = Files.readString(Path.of("../docs/reference/configuration.md"));
    String block =
        reference.substring(reference.indexOf("```sh") + 5, reference.lastIndexOf("```"));
    file = write("reference.conf", block);
    Settings said = read();
    file = null;
    assertThat(said).usingRecursiveComparison().ignoringFields("portSet").isEqualTo(read());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "METERR_DATABASE_URL",
        "METERR_MASTER_KEY",
        "METERR_INIT_PASSWORD",
        "METERR_INIT_KEY",
        "METERR_OPENAI_API_KEY"
      })
  void every_secret_may_stand_in_a_file_and_nowhere_twice(String name) throws Exception {
    with("METERR_INIT_ORGANIZATION", "Acme")
        .with("METERR_INIT_EMAIL", "a@b.example")
        .with("METERR_INIT_PASSWORD", "of the environment")
        .with("METERR_INIT_KEY", KEY);
    environment.remove(name);
    with(name + "_FILE", write("secret", KEY + "\n").toString());
    Settings settings = read();
    assertThat(
            switch (name) {
              case "METERR_DATABASE_URL" -> settings.databaseUrl();
              case "METERR_MASTER_KEY" -> settings.masterKey();
              case "METERR_INIT_PASSWORD" -> initial(settings).password();
              case "METERR_INIT_KEY" ->
                  initial(settings).key().hash().equals(new MeterrKey(KEY).hash()) ? KEY : "";
              default -> settings.keys().values().iterator().next().value();
            })
        .isEqualTo(KEY);
    with(name, KEY).isRefused(name + " and " + name + "_FILE are both set");
  }

  private static Settings.InitialOrganization initial(Settings settings) {
    return Objects.requireNonNull(settings.initial());
  }

  @Test
  void a_secrets_file_that_is_not_there_stops_the_start() {
    with("METERR_MASTER_KEY_FILE", folder + "/nowhere").isRefused("METERR_MASTER_KEY_FILE");
  }

  @Test
  void the_first_start_is_told_in_full_or_not_at_all() {
    with("METERR_INIT_EMAIL", "a@b.example").with("METERR_INIT_KEY", KEY);
    isRefused("missing METERR_INIT_ORGANIZATION, METERR_INIT_PASSWORD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mtr_short",
        "sk-0123456789abcdefghijklmnop",
        "mtr_0123456789abcdefghijklm!",
        "mtr_0123456789abcdefghijklm"
      })
  void the_first_key_must_be_a_meterr_key(String key) {
    with("METERR_INIT_ORGANIZATION", "Acme")
        .with("METERR_INIT_EMAIL", "a@b.example")
        .with("METERR_INIT_PASSWORD", "a password")
        .with("METERR_INIT_KEY", key)
        .isRefused("METERR_INIT_KEY");
  }

  @Test
  void tls_wants_both_files_and_the_key_may_be_named_as_a_secret() throws Exception {
    Path certificate = write("certificate.pem", "a certificate");
    with("METERR_TLS_CERT", certificate.toString()).isRefused("both or none");
    with("METERR_TLS_KEY_FILE", certificate.toString());
    assertThat(read().tls()).isEqualTo(new Settings.TlsFiles(certificate, certificate));
  }

  @Test
  void what_is_printed_at_the_start_holds_no_secret() {
    with("METERR_DATABASE_URL", "postgresql://u:hunter2@db/meterr")
        .with("METERR_MASTER_KEY", "a-master-key-nobody-may-see")
        .with("METERR_OPENAI_API_KEY", "sk-proj-secret-abc");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    read().print(new PrintStream(out, true, StandardCharsets.UTF_8));
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("openai sk-…abc")
        .doesNotContain("hunter2", "nobody-may-see", "proj-secret");
  }
}
