"""A dummy of everything that is meant to be cheap to add, added to a copy of the tree.

Each function adds one; its name is what README.md's table of costs calls it.
"""
import pathlib
import re
import shutil
import textwrap

RELEASE = "2099.1"


class Tree:
    """A copy of `root` without what is built, in `folder`. It notes what is touched."""

    def __init__(self, root, folder):
        self.folder = pathlib.Path(folder)
        self.touched = set()
        unwanted = shutil.ignore_patterns("build", ".git", "__pycache__", "report.html", "report.json")
        shutil.copytree(root, self.folder, ignore=unwanted, dirs_exist_ok=True)

    def read(self, name):
        return (self.folder / name).read_text(encoding="utf-8")

    def write(self, name, text):
        """A new file."""
        path = self.folder / name
        if path.exists():
            raise ValueError(f"{name} is there already")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        self.touched.add(name)

    def replace(self, name, old, new):
        """In a file that is there, the last place where `old` stands."""
        before, found, after = self.read(name).rpartition(old)
        if not found:
            raise ValueError(f"{name} has no {old!r}")
        (self.folder / name).write_text(before + new + after, encoding="utf-8")
        self.touched.add(name)

    def insert(self, name, line, before):
        self.replace(name, before, line + before)


def a_rule(tree):
    tree.write("rules/ossn-0075/dummy.yaml", """
        id: ossn-0075/dummy
        title: A dummy
        subject: image
        severity: info
        match: {state: held}
        message: "Image {id} is a dummy."
        why: It is a dummy.
        remedy: None is needed.
        cure: none
        references: [https://wiki.openstack.org/wiki/OSSN/OSSN-0075]
        """)
    tree.write("samples/rules/ossn-0075/dummy.yaml", """
        bad:
          - case: a deleted image
            images: [{id: 00000000-0000-4000-8000-00000000000a, deleted_at: 2025-12-01}]
            finds: [00000000-0000-4000-8000-00000000000a]
        good:
          - case: a live image
            images: [{id: 00000000-0000-4000-8000-00000000000a}]
        """)


def a_fact(tree):
    with open(tree.folder / "scanner/model/facts/image.inc", "a", encoding="utf-8") as table:
        table.write('FACT(image, dummy, "dummy", integer, "a dummy")\n')
    tree.touched.add("scanner/model/facts/image.inc")
    tree.insert("scanner/facts/derive.cpp", before="struct Derivation {", line=(
        "void derive_dummy(Batch& batch, std::size_t row, const ImageContext&) { batch.set(Fact::dummy, row, 7); }\n\n"))
    tree.insert("scanner/facts/derive.cpp", before="    {Fact::state, {}, false, derive_state},\n",
                line="    {Fact::dummy, {}, false, derive_dummy},\n")
    tree.insert("tests/unit/test_facts.cpp", before='TEST_CASE("reach is who could use the image") {\n', line="""\
TEST_CASE("a dummy is seven") {
    Batch batch(SubjectKind::image);
    batch.reset({});
    batch.push();
    derive(batch, {Fact::dummy}, ImageContext());
    CHECK(batch[Fact::dummy].numbers[0] == 7);
}

""")


def a_release(tree):
    """One with defaults of its own: a release without them is one line less."""
    newest = re.findall(r'\{\.name = "([^"]+)"', tree.read("scanner/model/release.hpp"))[-1]
    tree.insert("scanner/model/release.hpp", before="});\n", line=f'    {{.name = "{RELEASE}"}},\n')
    tree.replace("rules/defaults/glance_policies.yaml", "  - {from: Zed, types: [project]}\n",
                 f'  - {{from: Zed, to: "{newest}", types: [project]}}\n'
                 f'  - {{from: "{RELEASE}", types: [project, domain]}}\n')


def a_report_format(tree):
    tree.write("reports/dummy_writer.cpp", """
        #include "reports/writers.hpp"

        namespace glance_audit::reports {

        void write_dummy(const AuditResult& /*result*/, const WriterOptions& /*options*/, Output& out) {
            out.write("a dummy\\n");
        }

        }  // namespace glance_audit::reports
        """)
    tree.replace("reports/writers.hpp", "Writer write_table,", "Writer write_dummy, write_table,")
    tree.insert("reports/writers.hpp", before="});\n", line='    {"dummy", "for nobody", write_dummy},\n')
    tree.write("tests/golden/cloud.dummy", "a dummy\n")


def a_database(tree):
    tree.insert("scanner/model/servers.inc", before="#undef SERVER", line='SERVER(dummy, postgresql, "dummy")\n')
    tree.write("scanner/db/dummy/room.cmake", "glance_audit_room(db/dummy NEEDS db)\n")
    tree.write("scanner/db/dummy/connection.cpp", """
        #include "scanner/base/error.hpp"
        #include "scanner/db/database.hpp"

        namespace glance_audit::sources {
        namespace {

        class DummyDatabase final : public Database {
        public:
            using Database::Database;

            Engine engine() const override { return Engine::dummy; }
            std::string version() override { return "1"; }
            bool has_table(std::string_view /*table*/) override { return false; }
            void require_whole(std::string_view /*table*/) override {}
            std::vector<std::string> columns(std::string_view /*table*/) override { return {}; }
            std::uint64_t estimated_rows(std::string_view /*table*/) override { return 0; }
            std::uint64_t most_rows(std::string_view /*table*/) override { return 0; }
            std::string quote(const std::string& text) override { return text; }

        protected:
            std::string send(const Select& /*select*/, const Consume& /*consume*/) override { return "0"; }
        };

        }  // namespace

        std::unique_ptr<Database> open_dummy(const std::string& url, const OpenOptions& /*options*/) {
            if (url.ends_with("/asleep")) throw SourceError("the dummy is asleep", url, "wake it");
            return std::make_unique<DummyDatabase>(url);
        }

        }  // namespace glance_audit::sources
        """)
