package app.feedtape.localstack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTailTest {
    @TempDir Path folder;

    @Test
    void aLineIsToldOnceAndOnlyWhenItIsWhole() throws IOException {
        var file = folder.resolve("log");
        var tail = new FileTail(file);
        assertThat(tail.newLines()).isEmpty();
        Files.writeString(file, "one\ntw");
        assertThat(tail.newLines()).containsExactly("one");
        Files.writeString(file, "o\nthree\n", StandardOpenOption.APPEND);
        assertThat(tail.newLines()).containsExactly("two", "three");
        assertThat(tail.newLines()).isEmpty();
    }

    @Test
    void aFileThatBecameShorterBeginsAnew() throws IOException {
        var file = Files.writeString(folder.resolve("log"), "a long first line\n");
        var tail = new FileTail(file);
        tail.newLines();
        Files.writeString(file, "new\n");
        assertThat(tail.newLines()).containsExactly("new");
    }
}
