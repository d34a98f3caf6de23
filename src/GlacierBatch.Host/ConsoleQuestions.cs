using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace GlacierBatch.Host;

/// <summary>Asks the person at the terminal. Where there is none, a question is an error that says how to do without it.</summary>
internal sealed class ConsoleQuestions(bool interactive)
{
    /// <summary>Reads a line.</summary>
    public string ReadLine()
    {
        Require("The script reads a line from the user; give it its input as a parameter");
        return ReadAnswer();
    }

    /// <summary>Reads a line without showing it.</summary>
    public SecureString ReadSecret()
    {
        Require("The script reads a secret from the user; give it as a parameter");
        var secret = new SecureString();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
                secret.RemoveAt(secret.Length - 1);
            else if (!char.IsControl(key.KeyChar))
                secret.AppendChar(key.KeyChar);
        }
        Console.Out.WriteLine();
        secret.MakeReadOnly();
        return secret;
    }

    /// <summary>Asks for the values of mandatory parameters.</summary>
    public Dictionary<string, PSObject> AskFields(string caption, string message, Collection<FieldDescription> fields)
    {
        Require($"A command needs a value for {string.Join(", ", fields.Select(field => $"-{field.Name}"))}; give it on the command line");
        WriteHeading(caption, message);
        var answers = new Dictionary<string, PSObject>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields) answers[field.Name] = AskField(field);
        return answers;
    }

    /// <summary>Asks until one of the choices is named; an empty answer is the default.</summary>
    /// <returns>The index of the choice.</returns>
    public int AskChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        var asked = message.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(caption);
        Require($"{asked.TrimEnd('.')}; use -Confirm:$false or -Force");
        WriteHeading(caption, message);
        while (true)
        {
            var names = choices.Select(choice => $"[{KeyOf(choice)}] {NameOf(choice)}").Append("[?] Help");
            Console.Out.Write(string.Join("  ", names));
            Console.Out.Write(defaultChoice >= 0 ? $" (default is \"{KeyOf(choices[defaultChoice])}\"): " : ": ");
            var answer = ReadAnswer().Trim();
            if (answer.Length == 0 && defaultChoice >= 0) return defaultChoice;
            if (answer == "?")
            {
                foreach (var choice in choices) Console.Out.WriteLine($"{KeyOf(choice)} - {choice.HelpMessage}");
                continue;
            }
            for (var i = 0; i < choices.Count; i++)
            {
                if (Same(answer, KeyOf(choices[i])) || Same(answer, NameOf(choices[i]))) return i;
            }
        }
    }

    /// <summary>Asks for a name, unless it is known, and a password.</summary>
    public PSCredential AskCredential(string caption, string message, string? userName)
    {
        Require("A command asks for a credential; give it by -Credential");
        WriteHeading(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Console.Out.Write("User: ");
            userName = ReadAnswer();
        }
        Console.Out.Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadSecret());
    }

    private PSObject AskField(FieldDescription field)
    {
        Console.Out.Write($"{field.Name}: ");
        if (field.ParameterTypeName == nameof(SecureString)) return new PSObject(ReadSecret());
        if (!field.ParameterTypeName.EndsWith("[]", StringComparison.Ordinal)) return new PSObject(ReadAnswer());
        // A list is one answer a line, until an empty one.
        var values = new List<string>();
        for (var answer = ReadAnswer(); answer.Length > 0; answer = ReadAnswer())
        {
            values.Add(answer);
            Console.Out.Write($"{field.Name}[{values.Count}]: ");
        }
        return new PSObject(values.ToArray());
    }

    private static void WriteHeading(string caption, string message)
    {
        Console.Out.WriteLine();
        if (!string.IsNullOrEmpty(caption)) Console.Out.WriteLine(caption);
        if (!string.IsNullOrEmpty(message)) Console.Out.WriteLine(message);
    }

    // The key of a choice follows the ampersand of its label: "Yes to &All" is chosen by A.
    private static string KeyOf(ChoiceDescription choice)
    {
        var ampersand = choice.Label.IndexOf('&', StringComparison.Ordinal);
        var hasKey = ampersand >= 0 && ampersand + 1 < choice.Label.Length;
        return hasKey ? choice.Label.Substring(ampersand + 1, 1).ToUpperInvariant() : choice.Label;
    }

    private static string NameOf(ChoiceDescription choice) => choice.Label.Replace("&", "", StringComparison.Ordinal);

    private static bool Same(string answer, string name) => string.Equals(answer, name, StringComparison.OrdinalIgnoreCase);

    private static string ReadAnswer() =>
        Console.In.ReadLine() ?? throw new PSInvalidOperationException("The input ended before the question was answered.");

    private void Require(string question)
    {
        if (!interactive) throw new PSInvalidOperationException($"No one can be asked here. {question}.");
    }
}
