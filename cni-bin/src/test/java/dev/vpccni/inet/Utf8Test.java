package dev.vpccni.inet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    static IntStream seeds() {
        return IntStream.range(0, 100);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void isWhatTheJdkDoesForEveryText(int seed) {
        Random random = new Random(seed);
        int[] codePoints =
                random.ints(50, 0, 0x110000).filter(c -> c < 0xd800 || c > 0xdfff).toArray();
        String text = new String(codePoints, 0, codePoints.length) + "plain, é, €, 🧊";

        byte[] encoded = Utf8.encode(text);

        assertThat(encoded).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(Utf8.decode(encoded)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsAnyBytesAndAgreesWithTheJdkOnWhichAreValid(int seed) {
        byte[] bytes = new byte[64];
        new Random(seed).nextBytes(bytes);
        bytes[seed % 64] = (byte) (0xc0 + seed % 64);

        String decoded = Utf8.decode(bytes);
        String expected = new String(bytes, StandardCharsets.UTF_8);

        assertThat(decoded.replaceAll("\ufffd+", "\ufffd"))
                .isEqualTo(expected.replaceAll("\ufffd+", "\ufffd"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"c080", "e08080", "eda080", "f0808080", "f4908080", "ff", "c3", "e282"})
    void anInvalidSequenceBecomesReplacementCharacters(String hex) {
        String decoded = Utf8.decode(HexFormat.of().parseHex(hex));

        assertThat(decoded).isNotEmpty().matches("\ufffd+");
    }

    @Test
    void aLoneSurrogateBecomesAQuestionMark() {
        assertThat(Utf8.encode("a\ud800b\udc00"))
                .isEqualTo("a?b?".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void decodesAPart() {
        assertThat(Utf8.decode(new byte[] {65, 66, 67, 68}, 1, 3)).isEqualTo("BC");
    }
}
