package dev.vpccni.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HttpAnswerTest {
    @Test
    void readsStatusAndBody() throws IOException {
        assertThat(HttpAnswer.parse("HTTP/1.1 503 Service Unavailable\r\nA: b\r\n\r\nnot yet\r\n"))
                .isEqualTo(new HttpAnswer(503, "not yet\r\n"));
    }

    @Test
    void refusesWhatIsNotHttp() {
        for (String wrong :
                new String[] {
                    "", "HTTP/1.1 200 OK\r\n", "SSH-2.0 x\r\n\r\n", "HTTP/1.1 ok ok\r\n\r\n"
                }) {
            assertThatThrownBy(() -> HttpAnswer.parse(wrong))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("not an HTTP");
        }
    }
}
