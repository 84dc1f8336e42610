using System.Diagnostics.CodeAnalysis;

namespace Triage.Training.Export;

/// <summary>Element types the writer knows; the values are ONNX's own codes.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "ONNX's own names")]
[SuppressMessage("Design", "CA1008:Enums should have zero value", Justification = "A tensor without an element type does not exist")]
public enum OnnxElement
{
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    Int64 = 7,
    Bool = 9,
    Float16 = 10,
}
