package app.feedtape.localstack.launcher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.localstack.engines.DatabaseBootstrap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {
    @TempDir Path data;

    @Test
    void theyAreMadeOnceAndReadByNobodyElse() throws IOException {
        var first = Secrets.in(data);
        var second = Secrets.in(data);
        assertThat(second.get("operator")).isEqualTo(first.get("operator")).hasSizeGreaterThan(40);
        assertThat(
                        PosixFilePermissions.toString(
                                Files.getPosixFilePermissions(data.resolve("secrets"))))
                .isEqualTo("rw-------");
    }

    @Test
    void noTwoAreTheSameAndTheKeyHasItsLength() {
        var secrets = Secrets.in(data);
        assertThat(new HashSet<>(secrets.databasePasswords().values()))
                .hasSize(DatabaseBootstrap.roles().size());
        assertThat(Base64.getDecoder().decode(secrets.get("key-encryption"))).hasSize(32);
        assertThat(Secrets.in(data.resolve("other")).get("redis"))
                .isNotEqualTo(secrets.get("redis"));
    }

    @Test
    void whatALaterReleaseNeedsIsAddedAndTheRestKept() throws IOException {
        var before = Secrets.in(data).get("postgres");
        var lines = Files.readAllLines(data.resolve("secrets"));
        Files.write(
                data.resolve("secrets"),
                lines.stream().filter(line -> !line.startsWith("redis=")).toList());
        var after = Secrets.in(data);
        assertThat(after.get("redis")).isNotBlank();
        assertThat(after.get("postgres")).isEqualTo(before);
    }
}
