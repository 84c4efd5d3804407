package dev.vpccni.ec2;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Keeps what the listener was told.
final class RecordedCalls implements Ec2CallListener {
    final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    final List<Report> reports = new CopyOnWriteArrayList<>();

    @Override
    public void attempted(Attempt attempt) {
        attempts.add(attempt);
    }

    @Override
    public void finished(Report report) {
        reports.add(report);
    }
}
