package app.feedtape.web.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.web.problem.Refusal;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class CursorProperties {

    private final Cursors cursors = new Cursors("a secret of at least thirty-two characters");

    @Property
    void aCursorGivesBackTheKeyItWasMadeOf(
            @ForAll @AlphaChars @StringLength(min = 1, max = 20) String sort,
            @ForAll @StringLength(max = 40) String filter,
            @ForAll @Size(min = 1, max = 4)
                    List<@AlphaChars @NumericChars @StringLength(max = 40) String> key) {
        assertThat(cursors.decode(sort, filter, cursors.encode(sort, filter, key))).isEqualTo(key);
    }

    @Property
    void aCursorWithAnyByteChangedIsRefused(
            @ForAll @NotEmpty @AlphaChars @StringLength(max = 30) String key,
            @ForAll int position) {
        String cursor = cursors.encode("created_at", "", List.of(key));
        int at = Math.floorMod(position, cursor.length() - 1);
        char other = cursor.charAt(at) == 'A' ? 'B' : 'A';
        String changed = cursor.substring(0, at) + other + cursor.substring(at + 1);
        assertThatThrownBy(() -> cursors.decode("created_at", "", changed))
                .isInstanceOf(Refusal.class);
    }

    @Property(tries = 100)
    void aCursorOfAnotherListOrSecretIsRefused(
            @ForAll @AlphaChars @StringLength(max = 30) String key) {
        String cursor = cursors.encode("created_at", "status=ok", List.of(key));
        assertThatThrownBy(() -> cursors.decode("title", "status=ok", cursor))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> cursors.decode("created_at", "status=gone", cursor))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() ->
                        new Cursors("another secret of at least 32 characters")
                                .decode("created_at", "status=ok", cursor))
                .isInstanceOf(Refusal.class);
    }
}
