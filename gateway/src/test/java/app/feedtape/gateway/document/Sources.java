package app.feedtape.gateway.document;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The main code of the house as it is written, Javadoc included: parsed by the compiler, not
 * compiled.
 */
final class Sources {

    private final Map<String, Type> types = new TreeMap<>();
    private final Map<String, Javadoc> packages = new TreeMap<>();
    private final DocTrees docs;

    /** A class, record, enum or interface. */
    record Type(String name, String module, ClassTree tree, TreePath path, @Nullable Type outer) {

        CompilationUnitTree unit() {
            return path.getCompilationUnit();
        }

        String simpleName() {
            return tree.getSimpleName().toString();
        }

        String packageName() {
            return unit().getPackageName().toString();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    Sources(Path root, List<String> modules) {
        Map<Path, String> files = new TreeMap<>();
        modules.forEach(module -> list(root.resolve(module), module, files));
        StandardJavaFileManager manager =
                ToolProvider.getSystemJavaCompiler()
                        .getStandardFileManager(null, null, StandardCharsets.UTF_8);
        JavacTask task =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(
                                        null,
                                        manager,
                                        null,
                                        List.of("-proc:none"),
                                        null,
                                        manager.getJavaFileObjectsFromPaths(files.keySet()));
        docs = DocTrees.instance(task);
        try {
            for (CompilationUnitTree unit : task.parse()) {
                add(unit, files.getOrDefault(Path.of(unit.getSourceFile().toUri()), "?"));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void list(Path module, String name, Map<Path, String> files) {
        try (Stream<Path> found = Files.walk(module.resolve("src/main/java"))) {
            found.filter(file -> file.toString().endsWith(".java"))
                    .forEach(file -> files.put(file.toAbsolutePath().normalize(), name));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void add(CompilationUnitTree unit, String module) {
        TreePath path = new TreePath(unit);
        String packageName = unit.getPackageName().toString();
        if (unit.getSourceFile().getName().endsWith("package-info.java")) {
            packages.put(packageName, doc(new TreePath(path, unit.getPackage())));
        }
        for (Tree declared : unit.getTypeDecls()) {
            if (declared instanceof ClassTree type) {
                add(packageName, module, type, new TreePath(path, type), null);
            }
        }
    }

    private void add(
            String prefix, String module, ClassTree tree, TreePath path, @Nullable Type outer) {
        Type type = new Type(prefix + "." + tree.getSimpleName(), module, tree, path, outer);
        types.put(type.name(), type);
        for (Tree member : tree.getMembers()) {
            if (member instanceof ClassTree nested) {
                add(type.name(), module, nested, new TreePath(path, nested), type);
            }
        }
    }

    Stream<Type> all() {
        return types.values().stream();
    }

    Javadoc doc(TreePath path) {
        return Javadoc.parse(docs.getDocComment(path));
    }

    Javadoc doc(Type type) {
        return doc(type.path());
    }

    Javadoc docOfPackage(String name) {
        return packages.getOrDefault(name, Javadoc.NONE);
    }

    /** What a name means where it is written; empty for what is not of the house. */
    Optional<Type> find(String name, Type where) {
        int dot = name.indexOf('.');
        String first = dot < 0 ? name : name.substring(0, dot);
        String rest = dot < 0 ? "" : name.substring(dot);
        for (Type scope = where; scope != null; scope = scope.outer()) {
            Type nested = types.get(scope.name() + "." + name);
            if (nested != null) {
                return Optional.of(nested);
            }
            if (scope.simpleName().equals(first)) {
                return Optional.ofNullable(types.get(scope.name() + rest));
            }
        }
        return Optional.ofNullable(types.get(qualified(first, where) + rest));
    }

    /** A type by its full name. */
    Optional<Type> named(String name) {
        return Optional.ofNullable(types.get(name));
    }

    /** The qualified name of an imported type, or of one in the same package. */
    String qualified(String simple, Type where) {
        return where.unit().getImports().stream()
                .filter(line -> !line.isStatic())
                .map(ImportTree::getQualifiedIdentifier)
                .map(Object::toString)
                .filter(imported -> imported.endsWith("." + simple))
                .findFirst()
                .orElse(where.packageName() + "." + simple);
    }
}
