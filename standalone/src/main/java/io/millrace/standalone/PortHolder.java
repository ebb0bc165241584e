package io.millrace.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Finds the process that listens on a port, as far as the system tells us: from
 * {@code /proc} on Linux, else from {@code lsof} if it is there. Others' processes may
 * stay unknown.
 */
final class PortHolder {

	private static final Path PROC = Path.of("/proc");

	private static final String LISTENING = "0A";

	private PortHolder() {
	}

	/**
	 * Describes the process: its id and its command.
	 */
	static Optional<String> describe(int port) {
		return inode(port).flatMap(PortHolder::owner).or(() -> lsof(port)).map(PortHolder::describe);
	}

	private static String describe(long pid) {
		String command = ProcessHandle.of(pid)
			.flatMap((process) -> process.info().command())
			.map((path) -> " (" + Path.of(path).getFileName() + ")")
			.orElse("");
		return "pid " + pid + command;
	}

	/**
	 * Looks through the kernel's table of sockets: the second column is the local address
	 * and port in hexadecimal, the fourth the state, the tenth the inode.
	 */
	private static Optional<String> inode(int port) {
		String suffix = String.format(Locale.ROOT, ":%04X", port);
		return Stream.of("net/tcp", "net/tcp6")
			.flatMap((table) -> lines(PROC.resolve(table)).stream())
			.map((line) -> line.trim().split("\\s+"))
			.filter((columns) -> columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(LISTENING))
			.map((columns) -> columns[9])
			.findFirst();
	}

	private static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	private static Optional<Long> owner(String inode) {
		Path socket = Path.of("socket:[" + inode + "]");
		return ProcessHandle.allProcesses()
			.map(ProcessHandle::pid)
			.filter((pid) -> hasOpen(PROC.resolve(Long.toString(pid)).resolve("fd"), socket))
			.findFirst();
	}

	private static boolean hasOpen(Path descriptors, Path target) {
		try (Stream<Path> open = Files.list(descriptors)) {
			return open.anyMatch((descriptor) -> pointsTo(descriptor, target));
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static boolean pointsTo(Path descriptor, Path target) {
		try {
			return Files.readSymbolicLink(descriptor).equals(target);
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static Optional<Long> lsof(int port) {
		try {
			Process lsof = new ProcessBuilder("lsof", "-nP", "-iTCP:" + port, "-sTCP:LISTEN", "-t")
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start();
			if (!lsof.waitFor(2, TimeUnit.SECONDS)) {
				lsof.destroyForcibly();
				return Optional.empty();
			}
			String output = new String(lsof.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
			return output.lines().findFirst().map(Long::valueOf);
		}
		catch (IOException | NumberFormatException ex) {
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return Optional.empty();
		}
	}

}
