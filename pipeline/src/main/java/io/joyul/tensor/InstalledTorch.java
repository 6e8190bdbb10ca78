package io.joyul.tensor;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A PyTorch that is installed on this machine and whose libraries take the place of the packed ones: PyTorch's wheel or a
 * distribution of libtorch. The bridge to it is compiled for one version; with another it crashes in native code, so the
 * version is read from the installation's files before any library of it is loaded.
 *
 * @param libraries the folder of {@code libtorch_cpu.so}
 * @param version as the installation states it, such as {@code 2.10.0+cu128}
 */
public record InstalledTorch(Path libraries, String version) {
    /** The version that the bridge is compiled for. */
    public static final String NEEDED = "2.10.0";

    private static final String LIBRARY = "libtorch_cpu.so";
    private static final Pattern STATED = Pattern.compile("(?m)^__version__\\s*=\\s*['\"]([^'\"]+)['\"]");

    /**
     * The installation in a folder: that of the Python package {@code torch}, of an unpacked libtorch, or the {@code lib}
     * of either.
     *
     * @throws JoyulException {@code NATIVE_UNAVAILABLE} when there is none, or it is of another version
     */
    public static InstalledTorch in(String folder) {
        Path given = Path.of(folder);
        Path root = Files.exists(given.resolve(LIBRARY)) && given.getParent() != null ? given.getParent() : given;
        Path libraries = Files.exists(given.resolve(LIBRARY)) ? given : given.resolve("lib");
        if (!Files.exists(libraries.resolve(LIBRARY))) {
            throw refused(
                    folder + " holds no lib/" + LIBRARY
                            + "; name the folder of PyTorch itself, which python prints by: import torch; print(torch.__path__[0])");
        }
        String version = version(root)
                .orElseThrow(
                        () -> refused(root + " has neither a version.py nor a build-version that says which PyTorch"
                                + " it is, and another than " + NEEDED + " would crash"));
        // What follows a plus says how it was built, such as for which CUDA.
        int plus = version.indexOf('+');
        if (!(plus < 0 ? version : version.substring(0, plus)).equals(NEEDED)) {
            throw refused(root + " is PyTorch " + version + ", and this Joyul needs " + NEEDED
                    + "; install that one (pip install torch==" + NEEDED + ") or take joyul.libtorch.path out");
        }
        return new InstalledTorch(libraries.toAbsolutePath(), version);
    }

    private static Optional<String> version(Path root) {
        try {
            for (String name : List.of("version.py", "build-version")) {
                Path file = root.resolve(name);
                if (Files.isRegularFile(file)) {
                    String text = Files.readString(file, StandardCharsets.UTF_8);
                    Matcher stated = STATED.matcher(text);
                    if (name.equals("build-version")) {
                        return Optional.of(text.strip());
                    }
                    return stated.find() ? Optional.of(stated.group(1)) : Optional.empty();
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw refused(root + ": its version could not be read: " + e.getMessage());
        }
    }

    private static JoyulException refused(String why) {
        return new JoyulException(ErrorCode.NATIVE_UNAVAILABLE, "joyul.libtorch.path: " + why);
    }
}
