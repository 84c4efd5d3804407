package dev.vpccni.observe;

import dev.vpccni.config.AgentConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Handler;
import org.jboss.logmanager.Level;
import org.jboss.logmanager.LogContext;
import org.jboss.logmanager.Logger;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.jboss.logmanager.handlers.SizeRotatingFileHandler;

/// Sends log records where AWS_VPC_K8S_CNI_LOG_FILE says, as JSON lines, from the level AWS_VPC_K8S_CNI_LOGLEVEL on.
///
/// A file rotates at 100 MB and keeps five old ones (spec/ipamd.md 7.4).
public final class LogSetup {
    private static final long ROTATE_BYTES = 100L * 1024 * 1024;

    private LogSetup() {}

    /// Replaces the root logger's handlers. Errors: IOException when the file cannot be opened; nothing changed then.
    public static void install(AgentConfig.Logging logging) throws IOException {
        Handler handler = handler(logging.file());
        handler.setFormatter(new JsonLineFormatter());
        Logger root = LogContext.getLogContext().getLogger("");
        for (Handler old : root.getHandlers()) {
            root.removeHandler(old);
        }
        root.addHandler(handler);
        LogContext.getLogContext().getLogger("dev.vpccni").setLevel(level(logging.level()));
    }

    private static Handler handler(String file) throws IOException {
        if (file.equals("stdout")) {
            return new ConsoleHandler(ConsoleHandler.Target.SYSTEM_OUT, new JsonLineFormatter());
        }
        if (file.equals("stderr")) {
            return new ConsoleHandler(ConsoleHandler.Target.SYSTEM_ERR, new JsonLineFormatter());
        }
        Path path = Path.of(file);
        if (path.getParent() != null) {
            Files.createDirectories(path.getParent());
        }
        SizeRotatingFileHandler rotating =
                new SizeRotatingFileHandler(path.toFile(), true, ROTATE_BYTES, 5);
        rotating.setAutoFlush(true);
        return rotating;
    }

    private static Level level(String name) {
        return switch (name) {
            case "FATAL" -> Level.FATAL;
            case "ERROR" -> Level.ERROR;
            case "WARN" -> Level.WARN;
            case "INFO" -> Level.INFO;
            default -> Level.DEBUG;
        };
    }
}
