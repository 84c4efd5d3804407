package dev.vpccni.plugin.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vpccni.plugin.os.Connection;
import dev.vpccni.plugin.os.Deadline;
import dev.vpccni.plugin.testing.FakeOs;
import dev.vpccni.plugin.testing.TestCall;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpReaderTest {
    private static final int MAX_BODY = 100;

    static Stream<Arguments> bodies() {
        String head = "HTTP/1.1 200 OK\r\nA: b\r\n";
        Stream<String> answers =
                Stream.of(
                        head + "Content-Length: 5\r\n\r\nhello",
                        head + "content-length:5\r\n\r\nhello and more",
                        head + "\r\nhello",
                        head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
                        head
                                + "Transfer-Encoding: chunked\r\n\r\n2;x=y\r\nhe\r\n3\r\nllo\r\n0\r\nTrailer: t\r\n\r\n",
                        "HTTP/1.1 100 Continue\r\n\r\n" + head + "Content-Length: 5\r\n\r\nhello",
                        "HTTP/1.0 200\nA: b\nContent-Length: 5\n\nhello");
        return answers.flatMap(a -> Stream.of(1, 3, 4096).map(size -> Arguments.of(a, size)));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void readsABodyHoweverItIsFramedAndHoweverItComes(String answer, int pieces) {
        HttpResponse response = read(answer, pieces);

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("a")).isEqualTo("b");
        assertThat(response.header("b")).isEmpty();
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304})
    void someAnswersHaveNoBody(int status) {
        assertThat(read("HTTP/1.1 " + status + " x\r\n\r\nrest", 7).body()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                                | closed without an answer",
                "HTTP/1.1 2                                        | ended too early",
                "HTTP/2 200 x~~                                    | not HTTP/1.1",
                "HTTP/1.1 abc x~~                                  | not HTTP/1.1",
                "HTTP/1.1 099 x~~                                  | not HTTP/1.1",
                "HTTP/1.1 200 x~Content-Length: 101~~              | longer than 100 bytes",
                "HTTP/1.1 200 x~Content-Length: 9999999999~~       | Content-Length '9999999999'",
                "HTTP/1.1 200 x~Content-Length: 7~~abc             | after 3 of 7 bytes",
                "HTTP/1.1 200 x~Transfer-Encoding: gzip~~abc       | transfer coding 'gzip'",
                "HTTP/1.1 200 x~Transfer-Encoding: chunked~~~      | a chunk of size ''",
                "HTTP/1.1 200 x~Transfer-Encoding: chunked~~-1~    | a chunk of size '-1'",
                "HTTP/1.1 200 x~Transfer-Encoding: chunked~~65~    | longer than 100 bytes",
                "HTTP/1.1 200 x~Transfer-Encoding: chunked~~2~abc~ | longer than its size",
                "HTTP/1.1 200 x~Transfer-Encoding: chunked~~2~ab   | ended too early"
            })
    void whatIsNotHttpIsNamed(String answer, String words) {
        assertThatThrownBy(() -> read(answer.replace("~", "\r\n"), 5))
                .isInstanceOf(HttpException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 x\r\n\r\n",
                "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n64\r\n"
            })
    void aBodyWithoutALengthIsLimitedToo(String head) {
        assertThatThrownBy(() -> read(head + "x".repeat(101), 50))
                .isInstanceOf(HttpException.class);
    }

    private static HttpResponse read(String answer, int pieces) {
        FakeOs os = new FakeOs(TestCall.of("STATUS"));
        byte[] bytes = answer.getBytes(StandardCharsets.ISO_8859_1);
        return new HttpReader(new Pieces(bytes, pieces), Deadline.in(os, 1000), MAX_BODY).read();
    }

    /// Hands out bytes a few at a time.
    private static final class Pieces implements Connection {
        private final byte[] bytes;
        private final int size;
        private int at;

        Pieces(byte[] bytes, int size) {
            this.bytes = bytes;
            this.size = size;
        }

        @Override
        public void send(byte[] data, Deadline deadline) {
            throw new AssertionError("reading sends nothing");
        }

        @Override
        public int receive(byte[] buffer, Deadline deadline) {
            int count = Math.min(Math.min(size, buffer.length), bytes.length - at);
            System.arraycopy(bytes, at, buffer, 0, count);
            at += count;
            return count == 0 ? -1 : count;
        }

        @Override
        public void close() {
            at = bytes.length;
        }
    }
}
