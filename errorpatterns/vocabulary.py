"""Words that languages and messages share. No private text is among them."""

# Of C, C++, Go, Java, JavaScript, Python, Ruby, Rust, SQL and TypeScript.
KEYWORDS = frozenset(
    """
    abstract alias and as assert async auto await begin break case catch chan class const
    constexpr continue crate debugger declare def default defer del delete do double elif else
    elsif end ensure enum except exec explicit export extends extern fallthrough final finally
    fn for foreach friend from func function get global go goto if impl implements import in
    infer inline instanceof interface is keyof lambda let loop match mod move mut mutable
    namespace native new next nonlocal noexcept not of operator or override package pass private
    protected pub public raise readonly redo ref require rescue retry return satisfies sealed
    set sizeof static strictfp struct super switch synchronized template then this throw throws
    trait transient try type typedef typeid typename typeof undef unless unsafe until use using
    var virtual void volatile when where while with yield arguments constructor eval
    """.split()  # noqa: SIM905
)
