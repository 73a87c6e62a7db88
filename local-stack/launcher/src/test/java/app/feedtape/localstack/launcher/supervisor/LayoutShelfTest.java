package app.feedtape.localstack.launcher.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.localstack.launcher.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutShelfTest {
    @TempDir Path folder;

    @Test
    void theSameContentIsTheSameLayoutHoweverOftenItIsBuilt() throws IOException {
        var shelf = new LayoutShelf(folder.resolve("layout"));
        var first =
                shelf.folder(
                        "tts",
                        List.of(jar("code")),
                        beside -> Files.writeString(beside.resolve("x"), "1"));
        var again =
                shelf.folder(
                        "tts",
                        List.of(jar("code")),
                        beside -> Files.writeString(beside.resolve("x"), "2"));
        assertThat(again).isEqualTo(first);
        assertThat(again.resolve("x")).hasContent("1");
    }

    @Test
    void otherContentReplacesTheLayoutOfItsNameOnly() throws IOException {
        var shelf = new LayoutShelf(folder.resolve("layout"));
        var old = shelf.folder("tts", List.of(jar("code")), beside -> {});
        var other = shelf.folder("tts-more", List.of(jar("code")), beside -> {});
        var next = shelf.folder("tts", List.of(jar("changed")), beside -> {});
        assertThat(next).isNotEqualTo(old).isDirectory();
        assertThat(old).doesNotExist();
        assertThat(other).isDirectory();
    }

    @Test
    void aMissingJarSaysHowToBuild() {
        var shelf = new LayoutShelf(folder.resolve("layout"));
        assertThatThrownBy(() ->
                        shelf.folder("tts", List.of(folder.resolve("none.jar")), beside -> {}))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("./mvnw");
    }

    private Path jar(String content) throws IOException {
        var file = folder.resolve("a.jar");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new ZipEntry("entry"));
            zip.write(content.getBytes());
        }
        return file;
    }
}
