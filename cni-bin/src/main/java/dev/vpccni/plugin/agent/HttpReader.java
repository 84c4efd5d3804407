package dev.vpccni.plugin.agent;

import dev.vpccni.plugin.os.Connection;
import dev.vpccni.plugin.os.Deadline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads one HTTP/1.1 response: a body by Content-Length, chunked, or up to the end of the stream.
///
/// Errors: [HttpException] for what breaks the protocol or the limits, [dev.vpccni.plugin.os.OsException] of the socket.
/// Source: RFC 9112, sections 4, 6 and 7.
final class HttpReader {
    private static final int MAX_HEAD = 16 * 1024;
    private static final int CHUNK = 4096;
    private static final int MAX_QUOTE = 40;

    private final Connection connection;
    private final Deadline deadline;
    private final int maxBody;
    private final byte[] buffer = new byte[CHUNK];
    private int start;
    private int end;
    private int headBytes;

    HttpReader(Connection connection, Deadline deadline, int maxBody) {
        this.connection = connection;
        this.deadline = deadline;
        this.maxBody = maxBody;
    }

    HttpResponse read() {
        int status = readStatus();
        List<String> headers = readHeaders();
        while (status < 200) {
            status = readStatus();
            headers = readHeaders();
        }
        HttpResponse head = new HttpResponse(status, headers, new byte[0]);
        return new HttpResponse(status, headers, readBody(head));
    }

    private int readStatus() {
        String line = readLine();
        boolean http = line.startsWith("HTTP/1.") && line.length() >= 12 && line.charAt(8) == ' ';
        int status = http ? parseNumber(line.substring(9, 12), 10) : -1;
        if (status < 100) {
            throw new HttpException(
                    "the answer starts with " + quote(line) + ", which is not HTTP/1.1");
        }
        return status;
    }

    private List<String> readHeaders() {
        List<String> headers = new ArrayList<>();
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            headers.add(line);
        }
        return headers;
    }

    private byte[] readBody(HttpResponse head) {
        if (head.status() == 204 || head.status() == 304) {
            return new byte[0];
        }
        String coding = head.header("Transfer-Encoding");
        if (coding.equals("chunked")) {
            return readChunked();
        }
        if (!coding.isEmpty()) {
            throw new HttpException("the answer has the transfer coding " + quote(coding));
        }
        String length = head.header("Content-Length");
        if (length.isEmpty()) {
            return readToEnd();
        }
        int bytes = parseNumber(length, 10);
        if (bytes < 0) {
            throw new HttpException("the answer has the Content-Length " + quote(length));
        }
        return readBytes(bytes);
    }

    private byte[] readChunked() {
        byte[] body = new byte[0];
        while (true) {
            String line = readLine();
            int extension = line.indexOf(';');
            int size =
                    parseNumber((extension < 0 ? line : line.substring(0, extension)).trim(), 16);
            if (size < 0) {
                throw new HttpException("the answer has a chunk of size " + quote(line));
            }
            if (size == 0) {
                readHeaders();
                return body;
            }
            checkSize((long) body.length + size);
            body = append(body, readBytes(size), 0, size);
            if (!readLine().isEmpty()) {
                throw new HttpException("a chunk of the answer is longer than its size says");
            }
        }
    }

    private byte[] readToEnd() {
        byte[] body = new byte[0];
        while (fill()) {
            checkSize((long) body.length + end - start);
            body = append(body, buffer, start, end - start);
            start = end;
        }
        return body;
    }

    private byte[] readBytes(int count) {
        checkSize(count);
        byte[] bytes = new byte[count];
        int have = 0;
        while (have < count) {
            if (!fill()) {
                throw HttpException.cut(
                        "the answer ended after " + have + " of " + count + " bytes of its body");
            }
            int take = Math.min(end - start, count - have);
            System.arraycopy(buffer, start, bytes, have, take);
            start += take;
            have += take;
        }
        return bytes;
    }

    /// One line up to LF, without CR and LF. All lines together are limited.
    private String readLine() {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (!fill()) {
                throw HttpException.cut(
                        headBytes == 0
                                ? "the connection was closed without an answer"
                                : "the answer ended too early");
            }
            byte b = buffer[start++];
            if (++headBytes > MAX_HEAD) {
                throw new HttpException(
                        "the head of the answer is longer than " + MAX_HEAD + " bytes");
            }
            if (b == '\n') {
                int length = line.length();
                boolean cr = length > 0 && line.charAt(length - 1) == '\r';
                return cr ? line.substring(0, length - 1) : line.toString();
            }
            line.append((char) (b & 255));
        }
    }

    /// Makes sure that a byte is buffered; false at the end of the stream.
    private boolean fill() {
        if (start < end) {
            return true;
        }
        int received = connection.receive(buffer, deadline);
        start = 0;
        end = Math.max(received, 0);
        return received > 0;
    }

    private void checkSize(long bytes) {
        if (bytes > maxBody) {
            throw new HttpException("the body of the answer is longer than " + maxBody + " bytes");
        }
    }

    private static byte[] append(byte[] body, byte[] from, int offset, int count) {
        byte[] longer = Arrays.copyOf(body, body.length + count);
        System.arraycopy(from, offset, longer, body.length, count);
        return longer;
    }

    /// -1 for what is not 1 to 9 digits (1 to 7 in base 16).
    private static int parseNumber(String text, int base) {
        if (text.isEmpty() || text.length() > (base == 16 ? 7 : 9)) {
            return -1;
        }
        int number = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = Character.digit(text.charAt(i), base);
            if (digit < 0) {
                return -1;
            }
            number = number * base + digit;
        }
        return number;
    }

    private static String quote(String text) {
        return "'" + text.substring(0, Math.min(text.length(), MAX_QUOTE)) + "'";
    }
}
